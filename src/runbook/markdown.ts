import { micromark } from "micromark";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";
import { err, ok, type Result } from "../alert/result.ts";
import type { Heading, Runbook } from "./runbook.ts";

/** A heading must not take the id of the page's own parts. */
const TAKEN_IDS = ["content", "rule"];

/** Title, one sentence, and the rest. */
const PARTS = /^# (.+)\n\s*\n((?:[^#\n].*\n)+)\n*([\s\S]*)$/;

/** A runbook's Markdown as HTML; raw HTML in it is shown as text. Not for the Worker: it takes milliseconds. */
export function renderRunbook(name: string, markdown: string): Result<Omit<Runbook, "rules">, string> {
  const [, title, sentence, body] = PARTS.exec(markdown.replaceAll("\r\n", "\n")) ?? [];
  if (sentence === undefined || body === undefined || title !== name) {
    return err(
      `Cannot read runbook ${JSON.stringify(name)}: it must begin with "# ${name}" and one sentence`,
    );
  }
  const { html, headings } = withIds(toHtml(body));
  const summary = toHtml(sentence).replace(/^<p>([\s\S]*)<\/p>$/, "$1");
  return ok({ summary, headings, html: scrollable(html) });
}

/** The library leaves no `<` of the text unescaped, so what looks like a tag below is one of its own. */
function toHtml(markdown: string): string {
  const html = micromark(markdown, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  // What had a protocol such as `javascript:` is left with an empty target, which would be the page itself.
  const safe = html.replace(/<a href=""[^>]*>([\s\S]*?)<\/a>/g, "$1");
  // One line for each severity, as in the Markdown.
  return safe.replace(/\n(?=Fires: <strong>)/g, "<br>\n").trim();
}

function withIds(html: string): { readonly html: string; readonly headings: readonly Heading[] } {
  const taken = new Set(TAKEN_IDS);
  const headings: Heading[] = [];
  const marked = html.replace(/<h([1-6])>([\s\S]*?)<\/h\1>/g, (_, level: string, inner: string) => {
    const text = inner.replace(/<[^>]*>/g, "");
    const id = freeId(text, taken);
    if (level === "2") headings.push({ id, text });
    return `<h${level} id="${id}">${inner}</h${level}>`;
  });
  return { html: marked, headings };
}

function freeId(text: string, taken: Set<string>): string {
  const words = text.replace(/&[a-z]+;/g, " ").toLowerCase();
  const base = words.match(/[\p{L}\p{N}]+/gu)?.join("-") ?? "section";
  let id = base;
  for (let next = 2; taken.has(id); next++) id = `${base}-${next}`;
  taken.add(id);
  return id;
}

/** What may be wider than a phone scrolls by itself, with a keyboard too; the page never does. */
function scrollable(html: string): string {
  return html
    .replace(/(?<=<pre><code class="language-sh">)[\s\S]*?(?=<\/code>)/g, withNotes)
    .replaceAll("<pre>", '<div class="code"><pre tabindex="0">')
    .replaceAll("</pre>", "</pre></div>")
    .replaceAll("<table>", '<div class="wide" role="region" aria-label="Table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
}

/** Comments of a shell block wrap, so that a phone shows what to look for; commands do not. */
function withNotes(code: string): string {
  return code.replace(/^#.*\n/gm, '<span class="note">$&</span>');
}
