import type { DashboardLink, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { boards } from "../../../compose/grafana/boards.ts";
import type { Language } from "./expression.ts";
import { at } from "./value.ts";

/** One query of a panel, in the language of its data source. */
export interface PanelQuery {
  readonly language: Language;
  readonly text: string;
  readonly legend: string;
}

/** A panel as Grafana gets it, and where it stands. */
export interface BoardPanel {
  readonly board: string;
  readonly title: string;
  readonly panel: Panel;
  readonly queries: readonly PanelQuery[];
}

const languages = { prometheus: "promql", loki: "logql", tempo: "traceql" } as const;

/** Each board as Grafana gets it, by its uid. */
export const built = new Map(Object.entries(boards).map(([name, board]) => [name, board()]));

/** Of all boards, those under a heading too. */
export const panels: readonly BoardPanel[] = [...built].flatMap(([board, dashboard]) =>
  panelsOf(dashboard.panels ?? []).map((panel) => ({
    board,
    title: panel.title ?? "",
    panel,
    queries: queriesOf(panel),
  })),
);

export function panelsOf(all: readonly (Panel | RowPanel)[]): Panel[] {
  return all.flatMap((one) => (isRow(one) ? one.panels : [one]));
}

export function isRow(one: Panel | RowPanel): one is RowPanel {
  return one.type === "row";
}

/** What is not counted: lines, traces and words. */
const unnumbered = ["logs", "traces", "nodeGraph", "text"];

export function showsNumbers({ type }: Panel): boolean {
  return !unnumbered.includes(type);
}

/** The overrides of a table's columns: what is said of each of its fields. */
export function overridesOf({ fieldConfig }: Panel): Map<string, ReadonlyMap<string, unknown>> {
  return new Map(
    fieldConfig?.overrides.map(({ matcher, properties }) => [
      String(matcher.options),
      new Map(properties.map(({ id, value }) => [id, value])),
    ]),
  );
}

/** Those of the panel, of its values, and of the columns of a table. */
export function linksOf(panel: Panel): DashboardLink[] {
  const ofColumns = [...overridesOf(panel).values()].flatMap((looks) => looks.get("links") ?? []);
  const ofValues: unknown = panel.fieldConfig?.defaults.links ?? [];
  // The SDK does not type them; they come from its own builder.
  return [...(panel.links ?? []), ...(ofValues as DashboardLink[]), ...(ofColumns as DashboardLink[])];
}

/** Of the data source with this uid. */
export function languageOf(uid: string): Language | undefined {
  return Object.entries(languages).find(([name]) => name === uid)?.[1];
}

function queriesOf(panel: Panel): PanelQuery[] {
  const language = languageOf(String(panel.datasource?.uid)) ?? "promql";
  return Object.values(panel.targets ?? []).map((target) => ({
    language,
    text: String(at(target, "expr") ?? at(target, "query") ?? ""),
    legend: String(at(target, "legendFormat") ?? ""),
  }));
}
