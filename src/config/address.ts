/** 4 bytes of an IPv4 address, 16 of an IPv6 one. */
export type Address = readonly number[];

/**
 * Reads a literal address in any notation that a URL may use: dotted, decimal, octal, hexadecimal and short forms of IPv4,
 * brackets and embedded IPv4 of IPv6. Undefined for a name.
 */
export function parseAddress(host: string): Address | undefined {
  // What else a URL may hold next to its host would hide the host here.
  if (/[\s/?#@\\]/.test(host)) return undefined;
  // A zone (`fe80::1%eth0`) names an interface of the machine, and no URL takes it.
  const bare = host.includes(":") ? host.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "") : host;
  const url = `http://${bare.includes(":") ? `[${bare}]` : bare}/`;
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  if (hostname.startsWith("[")) return parseIPv6(hostname.slice(1, -1));
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname.split(".").map(Number) : undefined;
}

/** Of the one form that URLs print: hexadecimal groups, at most one `::`. */
function parseIPv6(text: string): Address {
  const [head = "", tail] = text.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const groups = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** Whether the address stands in `10.0.0.0/8`, `2606:4700::/32`. */
export function isIn(address: Address, range: string): boolean {
  const [text = "", bits = ""] = range.split("/");
  const base = parseAddress(text) ?? [];
  if (base.length !== address.length) return false;
  return address.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, Number(bits) - index * 8));
    return (byte ^ (base[index] ?? 0)) >> (8 - kept) === 0;
  });
}

/** IANA's special-purpose registries, and the metadata services that clouds keep outside of them. */
const refusedRanges: readonly (readonly [string, string])[] = [
  ["169.254.169.254/32", "metadata service"],
  ["168.63.129.16/32", "metadata service"], // Azure, in a public range
  ["100.100.100.200/32", "metadata service"], // Alibaba, inside CGNAT
  ["192.0.0.192/32", "metadata service"], // Oracle
  ["fd00:ec2::254/128", "metadata service"], // AWS
  ["0.0.0.0/8", "this host"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "carrier-grade NAT"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "reserved"],
  ["192.88.99.0/24", "reserved"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "reserved"],
  ["198.51.100.0/24", "reserved"],
  ["203.0.113.0/24", "reserved"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["::/128", "this host"],
  ["::1/128", "loopback"],
  ["fc00::/7", "private"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "private"],
  ["ff00::/8", "multicast"],
  ["2001::/23", "reserved"], // Teredo among them, which hides an IPv4 address
  ["2001:db8::/32", "reserved"],
  ["3fff::/20", "reserved"],
];

/** Where an IPv6 address carries an IPv4 one, and from which byte on: a translator on the way would unwrap it. */
const embeddings: readonly (readonly [string, number])[] = [
  ["::ffff:0:0/96", 12],
  ["::ffff:0:0:0/96", 12],
  ["::/96", 12],
  ["64:ff9b::/96", 12],
  ["2002::/16", 2],
];

/** Why a probe may not go to this address ("loopback", "private"); undefined when it may. */
export function refusalOf(address: Address): string | undefined {
  const refused = refusedRanges.find(([range]) => isIn(address, range));
  if (refused !== undefined) return refused[1];
  if (address.length === 4) return undefined;
  const embedding = embeddings.find(([range]) => isIn(address, range));
  if (embedding !== undefined) return refusalOf(address.slice(embedding[1], embedding[1] + 4));
  // Outside of it there is no public host.
  return isIn(address, "2000::/3") ? undefined : "reserved";
}

/** Names that every resolver must answer with the loopback address (RFC 6761). */
export function isLoopbackName(host: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(host);
}
