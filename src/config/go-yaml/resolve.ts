import type { YamlScalar } from "./value.ts";

const NULLS = ["", "~", "null", "Null", "NULL"];
const TRUE = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const FALSE = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

const WORDS: ReadonlyMap<string, YamlScalar> = new Map<string, YamlScalar>([
  ...NULLS.map((word) => [word, null] as const),
  ...TRUE.map((word) => [word, true] as const),
  ...FALSE.map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...["", "+"].flatMap((sign) =>
    [".inf", ".Inf", ".INF"].map((word) => [sign + word, Number.POSITIVE_INFINITY] as const),
  ),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const WHOLE = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/;

const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** How anything that is no text begins. */
const OTHER_THAN_TEXT = /^(?:$|[-+.0-9yYnNtTfFoO~])/;

/** What a scalar without quotes stands for where any type is taken, as yaml.v2 reads YAML 1.1. */
export function resolvePlain(text: string): YamlScalar {
  if (!OTHER_THAN_TEXT.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (isTimestamp(text)) return text;
  return numberOf(text) ?? text;
}

/** Whether a text without quotes is read back as a text, by yaml.v2 and by those who know base 60. */
export function isPlainText(text: string): boolean {
  return typeof resolvePlain(text) === "string" && !isTimestamp(text) && !BASE_60.test(text);
}

function numberOf(text: string): bigint | number | undefined {
  if (!/^[-+.0-9]/.test(text)) return undefined;
  // A number that begins with its point may hold no underscores.
  const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
  const whole = wholeOf(digits);
  if (whole !== undefined) return whole;
  const float = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(float) ? float : undefined;
}

function wholeOf(digits: string): bigint | undefined {
  const match = WHOLE.exec(digits);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal = ""] = match;
  const literal = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal;
  const value = sign === "-" ? -BigInt(literal) : BigInt(literal);
  // Only a number without a sign is tried as an unsigned one.
  const most = sign === "" ? MAX_UINT64 : -MIN_INT64 - 1n;
  return value >= MIN_INT64 && value <= most ? value : undefined;
}

function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, ...time] = match.slice(1).filter(Boolean).map(Number);
  const [hour = 0, minute = 0, second = 0] = time;
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60;
}
