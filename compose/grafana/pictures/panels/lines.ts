import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import { named } from "../colours.ts";
import type { Line } from "../loki.ts";
import { clock } from "./chart.ts";

const LINE_HEIGHT = 19;
const COLOURS: Readonly<Record<string, string>> = {
  error: "red",
  warn: "orange",
  info: "green",
  debug: "blue",
};

/** The newest lines, as many as there is room for. */
export function lines(all: readonly Line[], height: number): string {
  const shown = all.slice(0, Math.floor(height / LINE_HEIGHT));
  const rows = shown.map(({ at, text, level }) => {
    const colour = named(COLOURS[level] ?? "gray");
    return `<div class="line"><i style="background:${colour}"></i><time>${clock(at)}</time>${escapeHtml(text)}</div>`;
  });
  return `<div class="lines">${rows.join("")}</div>`;
}
