import { RE2JS } from "re2js";
import { type AlloyBlock, component, inner, unquote, unquoteAll } from "./alloy.ts";

type Labels = Readonly<Record<string, string>>;

/** What Alloy's relabel rules (action "replace") make of a target: patterns match the whole value. */
export function relabel(rules: readonly AlloyBlock[], target: Labels): Labels {
  const labels = new Map(Object.entries(target));
  for (const rule of rules) apply(rule, labels);
  return Object.fromEntries(labels);
}

function apply({ attributes }: AlloyBlock, labels: Map<string, string>): void {
  const names = unquoteAll(attributes.get("source_labels") ?? "");
  const value = names.map((name) => labels.get(name) ?? "").join(";");
  const matcher = RE2JS.compile(unquote(attributes.get("regex") ?? '"(?s)(.*)"')).matcher(value);
  if (!matcher.matches()) return;
  const replacement = unquote(attributes.get("replacement") ?? '"$1"');
  const replaced = replacement.replace(/\$(\d)/g, (_, group) => matcher.group(Number(group)) ?? "");
  labels.set(unquote(attributes.get("target_label") ?? '""'), replaced);
}

/** Why a line is dropped, the reason that counts it; undefined when it is kept, or passes a sample. */
export function dropReason(process: AlloyBlock, labels: Labels, line: string): string | undefined {
  const stage = process.blocks.find((candidate) => takes(candidate, labels, line));
  if (!stage) return undefined;
  const counted = stage.attributes.has("drop_counter_reason") ? stage : inner(stage, "stage.sampling");
  return unquote(counted.attributes.get("drop_counter_reason") ?? '""');
}

function takes({ name, attributes }: AlloyBlock, labels: Labels, line: string): boolean {
  if (name === "stage.match") return selects(unquote(attributes.get("selector") ?? ""), labels, line);
  const source = attributes.get("source");
  if (source) return labels[unquote(source)] === unquote(attributes.get("value") ?? '""');
  return RE2JS.compile(unquote(attributes.get("expression") ?? '""'))
    .matcher(line)
    .find();
}

/** A selector as our file writes them: one label, then filters by pattern. */
function selects(selector: string, labels: Labels, line: string): boolean {
  const parts = /^\{(\w+)(=~?)"((?:[^"\\]|\\.)*)"\}(.*)$/.exec(selector);
  if (!parts) throw new Error(`Cannot read selector ${selector}`);
  const [, label = "", operator, wanted = "", filters = ""] = parts;
  const value = labels[label] ?? "";
  const isSelected = operator === "=" ? value === wanted : RE2JS.compile(wanted).matcher(value).matches();
  return isSelected && unquoteAll(filters).every((filter) => RE2JS.compile(filter).matcher(line).find());
}

/** The rules of `loki.relabel "journal"`, and so on. */
export function rulesOf(blocks: readonly AlloyBlock[], reference: string): AlloyBlock[] {
  return component(blocks, reference).blocks.filter(({ name }) => name === "rule");
}

/** What the collector's `replace_pattern(attributes["NAME"], ...)` statements make of a value, in their order. */
export function replacePatterns(statements: readonly string[], name: string, value: string): string {
  return statements.reduce((text, statement) => {
    if (!statement.startsWith(`replace_pattern(attributes["${name}"], `)) return text;
    const [, pattern = '""', replacement = '""'] = statement.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    // The collector reads `$$` as `$`, for `$` begins a variable.
    const regex = RE2JS.compile(unquote(pattern).replaceAll("$$", "$"));
    return regex.matcher(text).replaceAll(unquote(replacement).replaceAll("$$", "$"));
  }, value);
}
