import * as z from "zod";
import { isUrl } from "../alert/go-url.ts";
import { err, ok, type Result } from "../alert/result.ts";
import type { Issue } from "./config.ts";
import { describeIssue, quote } from "./describe-issue.ts";
import { MASK } from "./masked-secret.ts";
import { didYouMean } from "./nearest.ts";

type Path = readonly (string | number)[];

/** Any scalar, as text: Go's YAML reads `channel: 42` into a string field too. */
export const text = z
  .union([z.string(), z.number(), z.boolean()], { error: "expected text" })
  .transform(String);

/** A whole number in any form that YAML 1.1 has for one, such as `1_000`, `0x10`, and `010` for 8. Quoted it is a text. */
export const wholeNumber = z
  .union([z.number(), z.string()], { error: "expected a whole number" })
  .transform((value, context) => {
    const number = typeof value === "string" ? numberOf(value) : value;
    if (Number.isSafeInteger(number)) return number;
    context.addIssue({ code: "custom", message: `expected a whole number, got ${quote(value)}` });
    return z.NEVER;
  });

/** What a plain scalar says that the file's reader left as text; one in decimals was quoted, else it would be a number. */
function numberOf(text: string): number {
  const digits = text.replaceAll("_", "");
  if (!/^[-+]?[0-9]/.test(digits) || String(Number(text)) === text) return Number.NaN;
  return /^[-+]?0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

/** A YAML 1.1 boolean: upstream's parser knows `yes` and `on`, the 1.2 core schema does not. */
export const flag = z.union(
  [
    z.boolean(),
    z.literal(["yes", "Yes", "YES", "on", "On", "ON", "y", "Y"]).transform(() => true),
    z.literal(["no", "No", "NO", "off", "Off", "OFF", "n", "N"]).transform(() => false),
  ],
  { error: "expected true or false" },
);

/** An http or https URL with a host, kept as written. No message quotes it, because most such URLs are secret. */
export const httpUrl = text.check((payload) => checkUrl(payload));

/** The same where upstream keeps the URL secret: there its own mask `<secret>` passes. */
export const secretUrl = text.check((payload) => {
  if (payload.value !== MASK) checkUrl(payload);
});

function checkUrl(payload: z.core.ParsePayload<string>): void {
  const problem = urlProblem(payload.value);
  if (problem !== undefined) payload.issues.push({ code: "custom", input: "", message: problem });
}

/** Why upstream would not load `value` as a URL, or undefined. */
export function urlProblem(value: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase() ?? "";
  if (scheme !== "http" && scheme !== "https") return `unsupported scheme "${scheme}" for URL`;
  if (!isUrl(value)) return "no URL";
  // `http:///path` has no host upstream; the URL class would take `path` for one.
  if (!/^https?:\/\/[^/?#]/i.test(value)) return "missing host for URL";
  return URL.canParse(value) ? undefined : "no request can be sent to it";
}

/**
 * Parses one YAML node; a field that the schema lacks, or a wrong value, is an error at its own place.
 * `what` names the node in messages.
 */
export function parseNode<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
  path: Path,
  what: string = String(path.at(-1) ?? "this receiver"),
): Result<z.output<Schema>, readonly Issue[]> {
  const value = withZeros(schema, raw ?? {});
  const parsed = schema.safeParse(value);
  const found = [...(parsed.error?.issues ?? []).filter(isNotUnknown), ...unknownKeys(schema, raw)];
  if (parsed.success && found.length === 0) return ok(parsed.data);
  return err(found.flatMap((issue) => findingsOf(issue, { schema, value, path, what })));
}

/** With nothing behind it a known field is as good as absent; an unknown one is refused all the same, as upstream. */
function unknownKeys(schema: z.ZodObject, raw: unknown): readonly z.core.$ZodIssue[] {
  const issues = schema.safeParse(raw ?? {}).error?.issues ?? [];
  return issues.filter((issue) => !isNotUnknown(issue));
}

function isNotUnknown({ code }: z.core.$ZodIssue): boolean {
  return code !== "unrecognized_keys";
}

/** One error that a schema cannot say, such as two fields that exclude each other. */
export function errorAt(path: Path, message: string): Issue {
  return { severity: "error", path, message };
}

export function warningAt(path: Path, message: string): Issue {
  return { severity: "warning", path, message };
}

interface Parsing {
  readonly schema: z.ZodObject;
  readonly value: unknown;
  readonly path: Path;
  readonly what: string;
}

function findingsOf(issue: z.core.$ZodIssue, { schema, value, path, what }: Parsing): readonly Issue[] {
  const inner = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const at = [...path, ...inner];
  if (issue.code !== "unrecognized_keys") {
    return [errorAt(at, describeIssue(issue, at, quotable(value, inner), what))];
  }
  const names = inner.length === 0 ? Object.keys(schema.shape) : [];
  const where = inner.findLast((part) => typeof part === "string") ?? what;
  return issue.keys.map((key) => errorAt([...at, key], unknownField(key, names, where)));
}

export function unknownField(key: string, names: readonly string[], where: string): string {
  return `Unknown field "${key}" in ${where}${didYouMean(key, names)}`;
}

const SECRET_FIELD = /url$|token$|password$|secrets?$|credentials$|key$|^http_headers$/;

/** The value at `path`, unless its field may hold a secret: `check` also runs in build logs. */
function quotable(value: unknown, path: Path): unknown {
  if (path.some((part) => SECRET_FIELD.test(String(part)))) return "<secret>";
  return path.reduce<unknown>((node, part) => memberOf(node, String(part)), value);
}

function memberOf(node: unknown, name: string): unknown {
  if (typeof node !== "object" || node === null) return undefined;
  return Object.entries(node).find(([key]) => key === name)?.[1];
}

/**
 * YAML's `field:` with nothing behind it: where upstream holds a value, it is the zero of its type, and not the default
 * of a field that is absent. Where upstream holds a pointer, as for all that has no default here, it is absent.
 */
function withZeros(schema: z.ZodObject, raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  const shape = new Map<string, unknown>(Object.entries(schema.shape));
  const settled = Object.entries(raw).map(([key, value]) => {
    const field = shape.get(key);
    if (value === null || value === undefined) return [key, zeroOf(field)];
    return [key, isReadLater(field) ? value : withoutNulls(value)];
  });
  return Object.fromEntries(settled.filter(([, value]) => value !== undefined));
}

const ZEROS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["boolean", false],
  ["number", 0],
  ["string", ""],
]);

function zeroOf(field: unknown): unknown {
  return field instanceof z.ZodDefault ? ZEROS.get(typeof field.def.defaultValue) : undefined;
}

/** A section with a schema of its own, such as `http_config`. */
function isReadLater(field: unknown): boolean {
  return field instanceof z.ZodOptional && field.unwrap() instanceof z.ZodUnknown;
}

/** Further down nothing has a default but its zero. */
function withoutNulls(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.filter((item) => item !== null).map(withoutNulls);
  if (typeof raw !== "object" || raw === null) return raw;
  const kept = Object.entries(raw).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNulls(value)]));
}
