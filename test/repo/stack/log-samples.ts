import { parse } from "yaml";
import * as z from "zod";
import type { Labels } from "../../../src/alert/labels.ts";
import { filesIn } from "../source.ts";
import type { Line } from "./logql.ts";

const labels = z.record(z.string(), z.string());
const sample = z.strictObject({ from: z.string(), stream: labels.default({}), line: z.string() });

const samplesFile = z.strictObject({
  alert: z.string(),
  /** How many lines are still silence. */
  above: z.int(),
  /** Labels of a line's stream, where it has none of its own. */
  stream: labels,
  counted: z.array(sample).min(1),
  ignored: z.array(sample).min(1),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        lines: z.array(z.strictObject({ times: z.int(), line: z.string() })),
        fires: z.boolean(),
      }),
    )
    .default([]),
  told: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});

export type LogSamples = z.infer<typeof samplesFile>;

/** What happens within one range on one host, and whether the alert shall fire for it. */
export interface Batch {
  readonly name: string;
  readonly host: string;
  readonly lines: readonly Line[];
  readonly fires: boolean;
}

export const logSamples: readonly LogSamples[] = filesIn("compose/loki/tests", ".yaml").map(({ text }) =>
  samplesFile.parse(parse(text)),
);

/** Both sides of the threshold for each line that counts, ten times as many of each that does not, and the cases. */
export function batchesOf(samples: LogSamples): readonly Batch[] {
  const { above, counted, ignored, cases } = samples;
  const drafts: readonly Omit<Batch, "host">[] = [
    ...counted.flatMap(({ from, stream, line }) => [
      { name: `${from}: above`, lines: repeat(stream, line, above + 1), fires: true },
      { name: `${from}: not above`, lines: repeat(stream, line, above), fires: false },
    ]),
    ...ignored.map(({ from, stream, line }) => {
      return { name: from, lines: repeat(stream, line, 10 * above), fires: false };
    }),
    ...cases.map(({ name, lines, fires }) => {
      return { name, lines: lines.flatMap(({ times, line }) => repeat({}, line, times)), fires };
    }),
  ];
  return drafts.map((draft, index) =>
    onHost(draft, samples.stream, index === 0 ? "monster" : `host${index}`),
  );
}

function repeat(stream: Labels, text: string, times: number): Line[] {
  return Array.from({ length: times }, () => ({ labels: stream, text }));
}

/** An empty label takes away one of the file's. */
function onHost(draft: Omit<Batch, "host">, stream: Labels, host: string): Batch {
  const lines = draft.lines.map(({ labels: own, text }) => {
    const all = Object.entries({ ...stream, ...own, host }).filter(([, value]) => value !== "");
    return { labels: Object.fromEntries(all), text };
  });
  return { ...draft, host, lines };
}
