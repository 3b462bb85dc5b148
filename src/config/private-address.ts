/** IPv4 ranges that nobody reaches over the internet: the first address and the bits that all of a range share (RFC 6890). */
const PRIVATE_RANGES: readonly (readonly [first: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
];

/**
 * What the host of a URL is, read off its text alone: `private` for an address that no probe may reach without
 * `--allow-private` (and for `localhost`), `public` for any other address, `name` for the rest.
 */
export function hostKind(hostname: string): "private" | "public" | "name" {
  const host = canonical(hostname);
  if (/^(?:.*\.)?localhost$/.test(host)) return "private";
  if (host.startsWith("[")) return isPrivateV6(host.slice(1, -1)) ? "private" : "public";
  if (!/^\d+(?:\.\d+){3}$/.test(host)) return "name";
  return isPrivateV4(numberOf(host)) ? "private" : "public";
}

/** A URL's own reading: `0x7f.1` and `2130706433` are 127.0.0.1, `[0::1]` is `[::1]`. */
function canonical(hostname: string): string {
  const url = `http://${hostname}/`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : hostname;
}

function numberOf(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function isPrivateV4(address: number): boolean {
  return PRIVATE_RANGES.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(numberOf(first) / size);
  });
}

function isPrivateV6(address: string): boolean {
  // Mapped (::ffff:a.b.c.d) and translated (64:ff9b::a.b.c.d) addresses are IPv4 ones in other clothes.
  const [, high, low] = /^(?:::ffff|64:ff9b:):([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high !== undefined && low !== undefined) {
    return isPrivateV4(Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16));
  }
  return /^(?:::1?$|f[cd]|fe[89ab]|ff)/.test(address);
}
