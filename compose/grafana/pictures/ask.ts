import type { Panel, Query } from "./board-file.ts";
import { columnsOf } from "./board-file.ts";
import { type FoundTrace, foundTraces } from "./day/traces.ts";
import type { Line, Loki } from "./loki.ts";
import type { Answered, Prometheus, TimeRange } from "./prometheus.ts";
import { legendOf, type Values, withValues } from "./variables.ts";

/** A series with the name that its legend gives it. */
export interface Named extends Answered {
  readonly name: string;
}

export type Row = Readonly<Record<string, string | number>>;

/** What a panel shows. */
export type Shown =
  | { readonly kind: "series"; readonly series: readonly Named[] }
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "lines"; readonly lines: readonly Line[] }
  | { readonly kind: "traces"; readonly traces: readonly FoundTrace[] }
  | { readonly kind: "calls"; readonly calls: readonly Answered[] };

export interface Sources {
  readonly prometheus: Prometheus;
  readonly loki: Loki;
}

/** What Tempo's map of services reads in Prometheus. */
const CALLS = "sum by (client, server) (rate(traces_service_graph_request_total[$__rate_interval]))";

/** Asks what a panel asks, with the variables of its board filled in. */
export async function ask(
  panel: Panel,
  { prometheus, loki }: Sources,
  range: TimeRange,
  values: Values,
): Promise<Shown> {
  const source = panel.datasource?.uid;
  const text = ({ expr, query }: Query) => withValues(expr ?? query ?? "", values);
  const [first] = panel.targets;
  if (panel.type === "nodeGraph")
    return { kind: "calls", calls: await prometheus.instant(withValues(CALLS, values), range.to) };
  if (source === "tempo")
    return { kind: "traces", traces: first === undefined ? [] : foundTraces(text(first)) };
  if (panel.type === "logs") {
    return { kind: "lines", lines: first === undefined ? [] : await loki.lines(text(first), range) };
  }
  const answers: (readonly [Query, readonly Answered[]])[] = [];
  for (const query of panel.targets) {
    const from = source === "loki" ? loki : prometheus;
    const isInstant = query.instant || query.queryType === "instant";
    answers.push([
      query,
      await (isInstant ? from.instant(text(query), range.to) : from.range(text(query), range)),
    ]);
  }
  return panel.type === "table"
    ? { kind: "rows", rows: rowsOf(panel, answers) }
    : { kind: "series", series: answers.flatMap(named) };
}

function named([{ legendFormat }, answered]: readonly [Query, readonly Answered[]]): readonly Named[] {
  return answered.map((one) => ({ ...one, name: legendOf(legendFormat, one.labels) }));
}

/** A row for each label set, with the value of each query that has one; columns as the panel arranges them. */
export function rowsOf(
  panel: Panel,
  answers: readonly (readonly [Query, readonly Answered[]])[],
): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const [{ refId }, answered] of answers) {
    const field = answers.length > 1 ? `Value #${refId}` : "Value";
    for (const { labels, points } of answered) {
      const { __name__: _, ...own } = labels;
      const key = JSON.stringify(Object.entries(own).toSorted());
      rows.set(key, { ...own, ...rows.get(key), [field]: points.at(-1)?.[1] ?? Number.NaN });
    }
  }
  const columns = columnsOf(panel);
  return [...rows.values()].map((row) =>
    Object.fromEntries(columns.map(([field, title]) => [title, row[field] ?? ""])),
  );
}
