import { isIP } from "node:net";

/** The one way in which we write an address (`fd00:0::A` is `fd00::a`); undefined when the text is none. */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text;
  // A zone (`fe80::1%eth0`) names a device of one machine; the others have no use for it.
  if (isIP(text) !== 6 || text.includes("%")) return undefined;
  return new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

/** Whether other machines can dial it: no loopback, no "any address", no multicast. */
export function isDialable(address: string): boolean {
  return isIP(address) === 4
    ? !/^(?:0|127|22[4-9]|2[3-5]\d)\./.test(address)
    : !/^(?:::1?|ff[0-9a-f]{2}:.*)$/.test(address);
}

export type Family = "ipv4" | "ipv6";

/** Of an address or of a network. */
export function familyOf(address: string): Family {
  return address.includes(":") ? "ipv6" : "ipv4";
}

/** As it stands in front of a port, in URLs and in flags. */
export function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** Why `text` is no network in CIDR notation; undefined when it is one. */
export function networkProblem(text: string): string | undefined {
  const example = "expected a network such as 192.168.1.0/24";
  const [, given = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = canonicalAddress(given);
  if (address === undefined) return example;
  const width = isIP(address) === 4 ? 32 : 128;
  if (Number(bits) > width) return `${example}: an ${familyName(address)} address has ${width} bits`;
  const hostBits = BigInt(width - Number(bits));
  const isNetwork = (numberOf(address) >> hostBits) << hostBits === numberOf(address);
  return isNetwork ? undefined : `${example}: the address has bits beyond /${bits}`;
}

function familyName(address: string): string {
  return isIP(address) === 4 ? "IPv4" : "IPv6";
}

/** The address as one number; `address` is canonical. */
function numberOf(address: string): bigint {
  if (isIP(address) === 4) {
    return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}
