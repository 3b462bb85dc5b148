import type { HttpModule } from "../../config/config.ts";
import { readBody } from "./body.ts";
import { diagnose } from "./diagnose.ts";
import { down, type Findings, unknown, within } from "./failure.ts";
import { judgeAnswer, MAX_BODY_BYTES, needsBody } from "./http-answer.ts";
import { firstRequest, type HopRequest, nextRequest } from "./http-request.ts";
import {
  fetchFailure,
  isUnexplained,
  MAX_ERROR_PAGE_BYTES,
  mayBePlatform,
  platformFailure,
} from "./platform.ts";
import type { ProbeWorld } from "./probe.ts";
import { guardHost, shownUrl } from "./target.ts";

/** As many as blackbox_exporter follows. */
export const MAX_REDIRECTS = 10;

/** Asks for the target and holds the answer against the module. */
export async function probeHttp(module: HttpModule, target: string, world: ProbeWorld): Promise<Findings> {
  const first = firstRequest(module, target, world);
  const startedAt = world.now();
  const { response, url } = await follow(module, first, world);
  const findings = { httpStatusCode: response.status };
  try {
    await judge(module, response, world);
    const latencyMs = world.now() - startedAt;
    world.step(`${shownUrl(url)} answered ${response.status} after ${latencyMs}ms`);
    if (module.maxLatencyMs !== undefined && latencyMs > module.maxLatencyMs)
      throw down(`${shownUrl(url)} took ${latencyMs}ms, over ${module.maxLatencyMs}ms`, findings);
    return findings;
  } finally {
    response.body?.cancel().catch(() => {});
  }
}

interface Arrival {
  readonly response: Response;
  readonly url: string;
}

/** Follows redirects by hand: `fetch` would visit private addresses and carry credentials along. */
async function follow(module: HttpModule, first: HopRequest, world: ProbeWorld): Promise<Arrival> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    const response = await fetchHop(request, world);
    const location = module.followRedirects ? redirectOf(response) : undefined;
    if (location === undefined) return { response, url: request.url };
    response.body?.cancel().catch(() => {});
    if (redirects === MAX_REDIRECTS)
      throw down(`${shownUrl(first.url)} redirects over ${MAX_REDIRECTS} times`);
    request = nextRequest(request, response.status, location);
    world.step(`${response.status} leads to ${shownUrl(request.url)}`);
  }
}

function redirectOf(response: Response): string | undefined {
  const follows = [301, 302, 303, 307, 308].includes(response.status);
  return follows ? (response.headers.get("location") ?? undefined) : undefined;
}

async function fetchHop(request: HopRequest, world: ProbeWorld): Promise<Response> {
  const shown = shownUrl(request.url);
  const addresses = await guardHost(new URL(request.url).hostname, world);
  const fetch = fetcherOf(request, world);
  world.step(`${request.method} ${shown}`);
  try {
    return await within(world.signal, fetch(request.url, initOf(request, world.signal)));
  } catch (error) {
    if (world.signal.aborted) throw error;
    if (isUnexplained(error)) throw await diagnose(error, request.url, addresses, world);
    throw fetchFailure(error, shown);
  }
}

function fetcherOf({ clientCertificate }: HopRequest, world: ProbeWorld): ProbeWorld["fetch"] {
  if (clientCertificate === undefined) return world.fetch;
  const fetch = world.fetchWithCertificate(clientCertificate);
  if (fetch === undefined)
    throw unknown(`There is no client certificate ${JSON.stringify(clientCertificate)}`);
  return fetch;
}

function initOf({ method, headers, body }: HopRequest, signal: AbortSignal): RequestInit {
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  return body === undefined ? init : { ...init, body };
}

async function judge(module: HttpModule, response: Response, world: ProbeWorld): Promise<void> {
  const { status, headers } = response;
  // A status that the module names is what it waits for, whoever says it.
  const suspect = mayBePlatform(status) && !module.validStatusCodes.includes(status);
  const limit = suspect ? MAX_ERROR_PAGE_BYTES : MAX_BODY_BYTES;
  const body = suspect || needsBody(module) ? await readBody(response, limit, world.signal) : undefined;
  const platform = suspect ? platformFailure(status, headers, body?.text ?? "") : undefined;
  if (platform !== undefined) throw platform;
  const fault = judgeAnswer(module, { status, headers, body });
  if (fault !== undefined) throw down(fault, { httpStatusCode: status });
}
