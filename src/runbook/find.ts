import { editDistance } from "../config/nearest.ts";
import { quotable, type RunbookIndex } from "./runbook.ts";

/** Most names that are offered in place of one that is not there. */
export const MAX_SUGGESTIONS = 5;

/** Names that `asked` was most likely meant to be, the likeliest first: alike but for case, beginning alike, misspelt. */
export function suggest(asked: string, names: Iterable<string>): readonly string[] {
  const word = foldedName(quotable(asked));
  if (word === "") return [];
  return [...names]
    .map((name) => ({ name, distance: distanceOf(word, foldedName(name)) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || byName(a.name, b.name))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

/** Pages whose name holds every word of the query, or if there is none, whose name and first sentence do; by name. */
export function search(runbooks: RunbookIndex, query: string): RunbookIndex {
  const words = quotable(query).toLowerCase().split(/\s+/);
  const holds = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const pages = [...runbooks].sort(([a], [b]) => byName(a, b));
  const named = pages.filter(([name]) => holds(name));
  const said = () => pages.filter(([name, { summary }]) => holds(`${name} ${textOf(summary)}`));
  return new Map(named.length > 0 ? named : said());
}

/** A summary's words without its marks. */
export function textOf(html: string): string {
  const plain = html.replace(/<[^>]*>/g, "");
  return plain
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Below 1 for a name that begins like the word or holds it, else the letters that differ; undefined when too many do. */
function distanceOf(word: string, name: string): number | undefined {
  if (name === word) return 0;
  // Of two letters, half of all names would do.
  if (word.length > 2 && name.startsWith(word)) return 0.25;
  if (name.length > 2 && word.startsWith(name)) return 0.5;
  if (word.length > 2 && name.includes(word)) return 0.75;
  const limit = Math.floor(Math.max(word.length, name.length) / 3);
  // So many letters differ at least: a long name of nonsense is not worth ten milliseconds of CPU.
  if (Math.abs(word.length - name.length) > limit) return undefined;
  const distance = editDistance(word, name);
  return distance <= limit ? distance : undefined;
}

function foldedName(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
