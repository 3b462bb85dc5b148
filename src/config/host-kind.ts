import { isLoopbackName, parseAddress, refusalOf } from "./address.ts";

/**
 * What the host of a URL is, read off its text alone: `private` for an address that no probe may reach without
 * `--allow-private` (and for `localhost`), `public` for any other address, `name` for the rest.
 */
export function hostKind(hostname: string): "private" | "public" | "name" {
  if (isLoopbackName(hostname)) return "private";
  const address = parseAddress(hostname);
  if (address === undefined) return "name";
  return refusalOf(address) === undefined ? "public" : "private";
}
