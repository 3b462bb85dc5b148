import * as z from "zod";
import { parseAddress } from "../../config/address.ts";
import { readBody } from "./body.ts";
import { within } from "./failure.ts";

/** Asked in this order: the second only when the first does not answer. Both speak `application/dns-json`. */
export const PUBLIC_RESOLVERS: readonly string[] = [
  "https://cloudflare-dns.com/dns-query",
  "https://dns.google/resolve",
];

/** An answer of DNS fits into 64 KiB on the wire (RFC 1035, length field); as JSON it is about as long. */
export const MAX_DNS_ANSWER_BYTES = 64 * 1024;

/** How long a name's addresses are taken as known by the guard. Whether the name still works is seen by whoever connects. */
export const ADDRESS_CACHE_MS = 5 * 60_000;

/** Names that one resolver remembers. */
export const MAX_CACHED_NAMES = 1_000;

/** IANA's numbers of the types that a probe may ask for. */
const typeNumbers = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const;

export type QueryType = keyof typeof typeNumbers;

const answerSchema = z.object({
  Status: z.number(),
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).optional(),
});

export interface DnsAnswer {
  /** `NOERROR` is 0, `SERVFAIL` 2, `NXDOMAIN` 3. */
  readonly rcode: number;
  /** As the resolver writes them. */
  readonly data: readonly string[];
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Asks one resolver one question. Throws when it does not answer. */
export async function queryDns(
  fetch: Fetch,
  resolver: string,
  name: string,
  type: QueryType,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const url = new URL(resolver);
  url.searchParams.set("name", name);
  url.searchParams.set("type", type);
  const init = { headers: { accept: "application/dns-json" }, redirect: "manual", signal } as const;
  const response = await within(signal, fetch(url.href, init));
  const { text } = await readBody(response, MAX_DNS_ANSWER_BYTES, signal);
  if (response.status !== 200) throw new Error(`${url.hostname} answered ${response.status}`);
  const { Status, Answer = [] } = answerSchema.parse(JSON.parse(text));
  // Aliases on the way to the answer come with it.
  const data = Answer.filter((one) => one.type === typeNumbers[type]).map((one) => one.data);
  return { rcode: Status, data };
}

/** `ProbeWorld.resolve`, with the signal of the probe that asks. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly string[] | undefined>;

/** A lookup of names' addresses that remembers what it learnt; made once for all probes of an object. */
export function createResolve(
  fetch: Fetch,
  now: () => number,
  resolvers: readonly string[] = PUBLIC_RESOLVERS,
): Resolve {
  const known = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>();
  return async (hostname, signal) => {
    const cached = known.get(hostname);
    if (cached !== undefined && cached.until > now()) return cached.addresses;
    for (const resolver of resolvers) {
      const addresses = await lookUp(fetch, resolver, hostname, signal);
      if (addresses === undefined) continue;
      // Starting over costs each name one lookup, and needs no bookkeeping. A name without addresses may get one any time.
      if (known.size >= MAX_CACHED_NAMES) known.clear();
      if (addresses.length > 0) known.set(hostname, { addresses, until: now() + ADDRESS_CACHE_MS });
      return addresses;
    }
    return undefined;
  };
}

/** Undefined when this resolver did not say: a broken one answers SERVFAIL for every name, as a broken zone does for its own. */
async function lookUp(
  fetch: Fetch,
  resolver: string,
  hostname: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const ask = (type: QueryType) => queryDns(fetch, resolver, hostname, type, signal);
    const answers = await Promise.all([ask("A"), ask("AAAA")]);
    if (answers.some(({ rcode }) => rcode !== rcodes.noError && rcode !== rcodes.nxDomain)) return undefined;
    return answers.flatMap(({ data }) => data).filter((address) => parseAddress(address) !== undefined);
  } catch {
    return undefined;
  }
}

/** Answers of DNS, by their number. */
export const rcodes = { noError: 0, nxDomain: 3 } as const;
