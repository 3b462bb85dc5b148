import type { Canvas } from "./canvas.ts";
import { escapeText, type Style } from "./style.ts";

type Write = (canvas: Canvas, text: string, mayFold: boolean) => void;

const WRITE: Readonly<Record<Style, Write>> = {
  plain: writePlain,
  single: writeSingle,
  double: writeDouble,
  literal: writeLiteral,
};

/** Writes a text in the style that was chosen for it; a key is never folded. */
export function writeScalar(canvas: Canvas, text: string, style: Style, isKey: boolean): void {
  canvas.deeper(() => WRITE[style](canvas, text, !isKey), { inFlow: true });
}

function writePlain(canvas: Canvas, text: string, mayFold: boolean): void {
  canvas.space();
  writeFolded(canvas, text, mayFold);
  canvas.mark({ spaced: false, bare: false });
}

function writeSingle(canvas: Canvas, text: string, mayFold: boolean): void {
  canvas.indicator("'");
  writeFolded(canvas, text.replaceAll("'", "''"), mayFold);
  canvas.indicator("'", { glued: true });
}

/** Spaces, line ends, and what stands between them. */
const RUNS = / +|[\n\u2028\u2029]+|[^ \n\u2028\u2029]+/g;

/** A line that has become wide goes on below from its next single space, which the line end stands for. */
function writeFolded(canvas: Canvas, text: string, mayFold: boolean): void {
  let isAfterBreak = false;
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    const isBreak = run[0] !== undefined && "\n\u2028\u2029".includes(run[0]);
    if (run === " " && mayFold && isInside(text, index) && canvas.isWide) canvas.newLine();
    else if (isBreak) canvas.putBreaks(run);
    else {
      if (isAfterBreak) canvas.newLine();
      canvas.put(run);
    }
    isAfterBreak = isBreak;
  }
}

function writeDouble(canvas: Canvas, text: string, mayFold: boolean): void {
  canvas.indicator('"');
  const written = escapeText(text);
  for (const { 0: run, index } of written.matchAll(/ +|[^ ]+/g)) {
    const isFold = run.startsWith(" ") && mayFold && isInside(written, index) && canvas.isWide;
    if (isFold) canvas.newLine();
    // The first space is the line end; those behind it need a sign that they are meant.
    if (isFold && run.length > 1) canvas.put(`\\${run.slice(1)}`);
    if (!isFold) canvas.put(run);
  }
  canvas.indicator('"', { glued: true });
}

function isInside(text: string, index: number): boolean {
  return index > 0 && index < text.length - 1;
}

function writeLiteral(canvas: Canvas, text: string): void {
  canvas.indicator(`|${literalHints(text)}`);
  canvas.putBreaks("\n");
  canvas.mark({ spaced: true });
  for (const [run] of text.matchAll(/[\n\u2028\u2029]+|[^\n\u2028\u2029]+/g)) {
    if ("\n\u2028\u2029".includes(run[0] ?? " ")) canvas.putBreaks(run);
    else {
      canvas.newLine();
      canvas.put(run);
    }
  }
}

/** Whether the text begins with what would look like indentation, and with how many line ends it closes. */
function literalHints(text: string): string {
  const indent = /^[ \n\u2028\u2029]/.test(text) ? "2" : "";
  if (!/[\n\u2028\u2029]$/.test(text)) return `${indent}-`;
  return /^.$|[\n\u2028\u2029]{2}$/s.test(text) ? `${indent}+` : indent;
}
