import type { ProbeModule } from "./config.ts";
import { hostKind } from "./host-kind.ts";
import type { Section } from "./section.ts";

export const MAX_PORT = 65_535;

/** Cloudflare opens no connection to it (developers.cloudflare.com/workers/runtime-apis/tcp-sockets). */
export const BLOCKED_PORT = 25;

const HOST_PORT = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+):(\d{1,5})$/i;

/** Checks that `target` is what the module's prober wants, and warns of what will not be reached. */
export function checkTarget(section: Section, target: string, { prober }: ProbeModule): void {
  const problem =
    prober === "http" || prober === "dns" ? urlTargetProblem(target, prober) : addressProblem(target);
  if (problem !== undefined) {
    section.error(`Cannot use target of prober ${prober}: ${problem}`);
    return;
  }
  const isUrl = prober === "http" || prober === "dns";
  const host = isUrl ? new URL(target).hostname : (HOST_PORT.exec(target)?.[1] ?? "");
  const kind = hostKind(host);
  if (kind === "private") {
    section.warn(`${host} is a private address: only a local edge with --allow-private will probe it`);
  } else if (kind === "public" && isUrl) {
    section.warn(`${host} is an address: Cloudflare fetches only names (its error 1003), a local edge both`);
  }
  if (!isUrl && portOf(target) === BLOCKED_PORT) {
    section.warn(`Cloudflare opens no connection to port ${BLOCKED_PORT}, a local edge does`);
  }
}

function urlTargetProblem(target: string, prober: "http" | "dns"): string | undefined {
  const quoted = JSON.stringify(target);
  const example =
    prober === "dns" ? "https://cloudflare-dns.com/dns-query" : "https://grafana.example.org/login";
  if (!/^https?:\/\/[^/?#]/i.test(target) || !URL.canParse(target)) {
    return `expected a URL such as ${example}, got ${quoted}`;
  }
  const url = new URL(target);
  // Not quoted: it holds a password. `fetch` would throw on it.
  if (url.username !== "" || url.password !== "") return "write user and password as a header of the module";
  if (prober === "dns" && url.protocol !== "https:") return `expected https, got ${quoted}`;
  return undefined;
}

function addressProblem(target: string): string | undefined {
  const [, host = ""] = HOST_PORT.exec(target) ?? [];
  const port = portOf(target);
  if (host !== "" && URL.canParse(`http://${host}/`) && port >= 1 && port <= MAX_PORT) return undefined;
  return `expected host:port, such as bastion.example.org:443, got ${JSON.stringify(target)}`;
}

function portOf(target: string): number {
  return Number(HOST_PORT.exec(target)?.[2] ?? 0);
}
