import { didYouMean } from "../../config/nearest.ts";
import type { Section } from "../../config/section.ts";
import type { EdgeAddress, Service, Target } from "./inventory.ts";
import { edgeSchema, serviceSchema, targetSchema } from "./inventory-schema.ts";
import { STACK_JOBS } from "./wiring-names.ts";

/** Reads `edge`. */
export function readEdge(section: Section): EdgeAddress | undefined {
  const raw = section.decode(edgeSchema, "edge");
  if (raw === undefined) return undefined;
  checkUrl(section, "url", raw.url, machineUrlProblem(raw.url));
  checkUrl(section, "runbooks", raw.runbooks, baseUrlProblem(raw.runbooks));
  const { ca } = raw;
  if (ca === "" || ca?.includes("\0"))
    section.error(`Cannot use ca ${JSON.stringify(ca)}: it names no file`, ["ca"]);
  const [url, runbooks] = [raw.url.replace(/\/$/, ""), raw.runbooks.replace(/\/+$/, "")];
  return { url, runbooks, ...(ca !== undefined && { ca }) };
}

function checkUrl(section: Section, field: string, value: string, problem: string | undefined): void {
  if (problem !== undefined)
    section.error(`Cannot use ${field} ${JSON.stringify(value)}: ${problem}`, [field]);
}

/** Machines show a certificate there, so it is TLS; paths below it are the edge's own. */
function machineUrlProblem(value: string): string | undefined {
  const url = URL.parse(value);
  if (url === null || !/^https:\/\/[^/?#]/i.test(value))
    return "expected a URL such as https://alerts.example.org";
  if (url.username !== "" || url.password !== "") return "it must not hold a user or a password";
  return url.origin === value.replace(/\/$/, "").toLowerCase()
    ? undefined
    : "expected no path, query or fragment";
}

function baseUrlProblem(value: string): string | undefined {
  const url = URL.parse(value);
  if (url === null || !/^https?:\/\/[^/?#]/i.test(value))
    return "expected a URL such as https://watch.example.org";
  if (url.username !== "" || url.password !== "") return "it must not hold a user or a password";
  return /[?#\s]/.test(value) ? "it must not have a query or a fragment" : undefined;
}

/** Reads `services`; each names a known host. */
export function readServices(section: Section, hosts: readonly string[]): readonly Service[] {
  const names = new Set<string>();
  return section.items().flatMap((item) => {
    const raw = item.decode(serviceSchema, "service");
    if (raw === undefined) return [];
    const { public: open, ...service } = raw;
    const quoted = JSON.stringify(raw.name);
    if (names.has(raw.name)) item.error(`Cannot use service name ${quoted} twice`, ["name"]);
    names.add(raw.name);
    checkHost(item, raw.host, hosts, "service", raw.name);
    checkUrl(item, "url", raw.url, probeTargetProblem(raw.url));
    if (open !== undefined) checkUrl(item, "public", open, probeTargetProblem(open));
    if (raw.module === "") item.error('Cannot use module "": expected a name from blackbox.yml', ["module"]);
    return [{ ...service, ...(open !== undefined && { public: open }) }];
  });
}

/** Of a URL for an http module, or `host:port` for the others. */
function probeTargetProblem(value: string): string | undefined {
  const isUrl = /^https?:\/\/[^/?#]/i.test(value) && URL.canParse(value);
  if (isUrl) {
    const { username, password } = new URL(value);
    return username === "" && password === "" ? undefined : "it must not hold a user or a password";
  }
  const [, host = "", port = "0"] = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+):(\d{1,5})$/i.exec(value) ?? [];
  const isAddress = host !== "" && URL.canParse(`http://${host}:${port}/`) && Number(port) > 0;
  return isAddress ? undefined : "expected a URL such as http://192.168.1.10:3000/, or host:port";
}

function checkHost(item: Section, host: string, hosts: readonly string[], what: string, name: string): void {
  if (hosts.includes(host)) return;
  const hint = didYouMean(host, hosts);
  item.error(`Unknown host ${JSON.stringify(host)} in ${what} ${JSON.stringify(name)}${hint}`, ["host"]);
}

/** Reads `targets`; no job of the stack's own, and nothing twice. */
export function readTargets(section: Section, hosts: readonly string[]): readonly Target[] {
  const seen = new Set<string>();
  return section.items().flatMap((item) => {
    const target = item.decode(targetSchema, "target");
    if (target === undefined) return [];
    const { job, host, port, path } = target;
    checkHost(item, host, hosts, "target", job);
    if (STACK_JOBS.has(job))
      item.error(`Cannot use job ${JSON.stringify(job)}: the stack has one of that name`, ["job"]);
    if (!/^\/[^\s#]*$/.test(path)) {
      item.error(`Cannot use path ${JSON.stringify(path)}: expected one such as /metrics`, ["path"]);
    }
    const key = `${job} ${host} ${port}`;
    if (seen.has(key)) item.error(`Cannot scrape ${host}:${port} twice for job ${JSON.stringify(job)}`);
    seen.add(key);
    return [target];
  });
}
