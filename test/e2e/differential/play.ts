import { setTimeout as sleep } from "node:timers/promises";
import type { Case } from "./case.ts";
import { sinkPath } from "./configuration.ts";
import type { Answer, Contestant } from "./contestants.ts";
import { type Part, partsOf } from "./parts.ts";
import { datesOf, requestOf } from "./requests.ts";
import { SilenceNames } from "./silence-names.ts";
import type { Side, Sink, Told } from "./sink.ts";
import { AT, LANES, momentOf, TAIL_BEATS, type Tempo } from "./timeline.ts";

/** What one program said and did in one case. */
export interface Record {
  readonly side: Side;
  /** The answer to the step of each beat; undefined where there was none. */
  readonly answers: (Answer | undefined)[];
  /** What it showed at the end of each beat. */
  readonly shown: Part[];
  readonly told: Told[];
  readonly names: SilenceNames;
}

export interface Played {
  readonly case: Case;
  readonly tempo: Tempo;
  readonly records: readonly Record[];
}

/** Time to connect before the first beat. */
const PRELUDE_MS = 500;

/** Plays all cases against both at once, and gives back what each of them did. */
export async function play(
  cases: readonly Case[],
  both: readonly Contestant[],
  sink: Sink,
  beatMs: number,
): Promise<readonly Played[]> {
  await Promise.all(both.map((one) => one.ask({ method: "GET", path: "/receivers" })));
  const startsAt = Date.now() + PRELUDE_MS;
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    cases.filter((__, index) => index % LANES === lane),
  );
  const played = await Promise.all(
    lanes.map((lane, nth) => playLane(lane, both, { startedAt: startsAt + (nth * beatMs) / LANES, beatMs })),
  );
  for (const lane of played)
    for (const one of lane) collect(one, sink, beatsOf(lane.map((each) => each.case)));
  return played.flat();
}

async function playLane(
  cases: readonly Case[],
  both: readonly Contestant[],
  tempo: Tempo,
): Promise<readonly Played[]> {
  const all: readonly Played[] = cases.map((one) => ({
    case: one,
    tempo,
    records: both.map(({ side }) => ({ side, answers: [], shown: [], told: [], names: new SilenceNames() })),
  }));
  const beats = beatsOf(cases);
  for (let beat = 0; beat < beats; beat++) {
    await Promise.all(all.map((one) => playStep(one, both, beat)));
    await until(momentOf(tempo, beat + AT.look));
    await look(all, both);
  }
  return all;
}

async function playStep(played: Played, both: readonly Contestant[], beat: number): Promise<void> {
  const { tempo, records } = played;
  const step = played.case.steps[beat] ?? { op: "wait" };
  const slot = step.op === "post" ? step.slot : 0;
  await until(momentOf(tempo, beat + AT.request + slot * AT.slot));
  const dated = datesOf(tempo);
  await Promise.all(
    both.map(async (contestant, nth) => {
      const record = records[nth];
      const asked = requestOf(step, dated, (name) => record?.names.idOf(name));
      if (asked === undefined || record === undefined) return;
      const answer = await contestant.ask(asked);
      record.answers[beat] = answer;
      if (step.op === "silence") learn(record, step.silence.name, answer);
    }),
  );
}

function learn({ names }: Record, name: string, { body }: Answer): void {
  if (typeof body !== "object" || body === null || !("silenceID" in body)) return;
  names.learn(name, String(body.silenceID));
}

/** Looks at everything once for all cases of the lane; each takes its part. */
async function look(all: readonly Played[], both: readonly Contestant[]): Promise<void> {
  if (all.length === 0) return;
  const parts = await Promise.all(
    both.map((one) =>
      partsOf(
        one,
        all.map((played) => played.case.id),
      ),
    ),
  );
  for (const {
    case: { id },
    records,
  } of all) {
    for (const [nth, record] of records.entries()) {
      const part = parts[nth]?.get(id);
      if (part !== undefined) record.shown.push(part);
    }
  }
}

function beatsOf(cases: readonly Case[]): number {
  return Math.max(0, ...cases.map(({ steps }) => steps.length)) + TAIL_BEATS;
}

/** The notifications of a case: those of its own receivers, as long as it was played. */
function collect({ case: { id, receivers }, records, tempo }: Played, sink: Sink, beats: number): void {
  const end = momentOf(tempo, beats);
  const paths = new Set(
    receivers.flatMap(({ name, webhooks }) => webhooks.map((_, nth) => sinkPath(id, name, nth))),
  );
  for (const record of records) {
    const own = sink.told.filter(({ side, path }) => side === record.side && paths.has(path));
    record.told.push(...own.filter(({ at }) => at < end));
  }
}

async function until(at: number): Promise<void> {
  await sleep(Math.max(0, at - Date.now()));
}
