import { type EdgeProcess, startEdgeProcess } from "../harness/edge.ts";
import { Description } from "../harness/openapi.ts";
import { Scene } from "../harness/scene.ts";
import { until } from "../harness/until.ts";
import type { Listed } from "./ledger.ts";
import type { FuzzOptions } from "./options.ts";
import type { Finding, FuzzResult } from "./result.ts";
import { Sender } from "./sender.ts";
import { CONNECTIONS, Span } from "./span.ts";
import { credentialsOf, edgeWith, ROUTING } from "./tenants.ts";

/** Cases on one tenant: enough that they meet each other's traces, few enough that lists stay short. */
export const SPAN_CASES = 2_500;

/** Sends the cases to an edge of its own, and says how it goes by `say`. */
export async function fuzz(
  { seed, cases, from }: FuzzOptions,
  say: (line: string) => void,
): Promise<FuzzResult> {
  const scene = new Scene();
  const startedAt = performance.now();
  try {
    const tenants = Math.ceil(cases / SPAN_CASES);
    const edge = await startEdgeProcess(scene, { routing: ROUTING, edge: edgeWith(tenants) });
    const description = new Description();
    const spans: Span[] = [];
    for (let index = 0; index < tenants; index += 1) {
      const first = from + index * SPAN_CASES;
      const last = Math.min(first + SPAN_CASES, from + cases);
      const sender = await scene.add(new Sender(edge.url, await credentialsOf(edge, index), CONNECTIONS));
      const span = new Span(edge.url, seed, sender, description);
      spans.push(span);
      await span.run(first, last);
      say(`${last - from} of ${cases}, ${spans.flatMap(({ findings }) => findings).length} findings`);
    }
    const extra = [...(await reread(edge, spans)), ...complaintsOf(edge)];
    return resultOf({ seed, cases, spans, extra, elapsedMs: performance.now() - startedAt });
  } finally {
    await scene.end();
  }
}

/** What was read before the worker was killed is read after it: nothing was held in memory alone, and all of it loads. */
async function reread(edge: EdgeProcess, spans: readonly Span[]): Promise<Finding[]> {
  const [last] = spans.slice(-1);
  if (last === undefined) return [];
  const before = await last.audit("all");
  await edge.killWorker();
  const after = await until("the worker to be back", () => last.audit("a restart").catch(() => undefined));
  const lost = stored(before).symmetricDifference(stored(after));
  return [...lost].map((what) => ({ number: undefined, what: `${what} did not survive a restart` }));
}

function stored({ alerts, silences }: Listed): Set<string> {
  const told = alerts.map(({ labels, annotations }) => JSON.stringify({ labels, annotations }));
  return new Set([...told, ...silences.map((silence) => JSON.stringify(silence))]);
}

/** An error in the log is one, whatever the caller was answered. */
function complaintsOf(edge: EdgeProcess): Finding[] {
  const lines = edge.output().split("\n");
  const errors = lines.filter((line) => line.includes('"level":"error"') || /uncaught|\bFATAL\b/i.test(line));
  return errors
    .slice(0, 10)
    .map((line) => ({ number: undefined, what: `the edge said: ${line.slice(0, 500)}` }));
}

interface Ran {
  readonly seed: number;
  readonly cases: number;
  readonly spans: readonly Span[];
  readonly extra: readonly Finding[];
  readonly elapsedMs: number;
}

function resultOf({ seed, cases, spans, extra, elapsedMs }: Ran): FuzzResult {
  const statuses = new Map<number, number>();
  for (const [status, count] of spans.flatMap((span) => [...span.statuses])) {
    statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  return {
    seed,
    cases,
    findings: [...spans.flatMap(({ findings }) => findings), ...extra],
    latencies: Float64Array.from(spans.flatMap(({ latencies }) => latencies)),
    worst: spans.map((span) => span.worst).reduce((a, b) => (b.ms > a.ms ? b : a)),
    repeated: spans.reduce((sum, span) => sum + span.repeated, 0),
    statuses,
    elapsedMs,
  };
}
