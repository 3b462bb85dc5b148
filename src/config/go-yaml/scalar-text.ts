import { isPlainText } from "./resolve.ts";
import type { YamlScalar } from "./value.ts";

/** How a scalar is to be written: its text, and whether that may stand without quotes. */
export interface ScalarText {
  readonly text: string;
  readonly mayBePlain: boolean;
}

export function scalarText(value: YamlScalar): ScalarText {
  if (typeof value === "string") return { text: value.toWellFormed(), mayBePlain: isPlainText(value) };
  return { text: typeof value === "number" ? floatText(value) : String(value), mayBePlain: true };
}

/** Exponents from which Go's strconv writes a float with its exponent. */
const SMALLEST_PLAIN = -4;
const LARGEST_PLAIN = 5;

/** Go's %g, with as many digits as it takes. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const [digits = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  // JavaScript writes these without an exponent too.
  if (exponent >= SMALLEST_PLAIN && exponent <= LARGEST_PLAIN)
    return Object.is(value, -0) ? "-0" : String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
