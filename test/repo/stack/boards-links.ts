import { type BoardPanel, built, languageOf, overridesOf } from "./boards.ts";
import { expressionFault, filledIn } from "./expression.ts";
import { logLabelFaults } from "./logql-labels.ts";
import { alerts } from "./rules.ts";
import { at } from "./value.ts";

/** What is wrong with where a link leads: sentences, or none. */
export function linkFaults(url: string): string[] {
  const [path = "", query = ""] = url.split("?");
  if (path === "/explore") return exploreFaults(query);
  if (path === "/alerting/list") return alertFaults(query);
  const [, uid = ""] = /^\/d\/([\w-]+)$/.exec(path) ?? [];
  const board = built.get(uid);
  if (board === undefined) return [`No board "${uid}" for ${url}`];
  const names = board.templating?.list?.map(({ name }) => name) ?? [];
  const set = [...query.matchAll(/var-(\w+)=/g)].map(([, name = ""]) => name);
  const unknown = set.filter((name) => !names.includes(name)).map((name) => `"${uid}" has no "${name}"`);
  return /\$\{__url_time_range\}$/.test(query) ? unknown : [...unknown, `${url} loses the time range`];
}

/** A panel's labels and columns that its links name. */
export function namesInLink(url: string): { labels: string[]; columns: string[] } {
  const named = (part: string) =>
    [...url.matchAll(new RegExp(`\\$\\{__${part}\\.(\\w+)\\}`, "g"))].map(([, name = ""]) => name);
  return { labels: named("field\\.labels"), columns: named("data\\.fields") };
}

/** The columns of a table as they are shown. */
export function columnsOf({ panel }: BoardPanel): string[] {
  return [...overridesOf(panel).keys()];
}

function exploreFaults(query: string): string[] {
  const panes: unknown = JSON.parse(new URLSearchParams(query).get("panes") ?? "null");
  const uid = String(at(panes, "a.datasource"));
  const language = languageOf(uid);
  if (language === undefined) return [`No data source "${uid}"`];
  if (!/^\$\{__from\}$/.test(String(at(panes, "a.range.from")))) return ["The time range is lost"];
  const asked = at(panes, "a.queries.0.expr") ?? at(panes, "a.queries.0.query");
  const fault = expressionFault(language, String(asked));
  if (fault !== undefined) return [fault];
  return language === "logql" ? logLabelFaults(filledIn(String(asked))) : [];
}

function alertFaults(query: string): string[] {
  const [, name = ""] = /^search=rule:(.+)$/.exec(query) ?? [];
  const isKnown = name.startsWith("${") || alerts.some(({ alert }) => alert === name);
  return isKnown ? [] : [`No alert "${name}"`];
}
