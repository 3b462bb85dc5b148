import * as z from "zod";
import { err, ok, type Result } from "../alert/result.ts";
import type { Issue } from "./config.ts";
import { describeIssue } from "./describe-issue.ts";
import { nearest } from "./nearest.ts";

type Path = readonly (string | number)[];

/** Any scalar, as text: Go's YAML reads `channel: 42` into a string field too. */
export const text = z
  .union([z.string(), z.number(), z.boolean()], { error: "expected text" })
  .transform(String);

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
export const httpUrl = text.check((payload) => {
  const problem = urlProblem(payload.value);
  if (problem !== undefined) payload.issues.push({ code: "custom", input: "", message: problem });
});

/** Why upstream would not load `value` as a URL, or undefined. Its mask `<secret>` passes, as it does there. */
export function urlProblem(value: string): string | undefined {
  if (value === "<secret>") return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase() ?? "";
  if (scheme !== "http" && scheme !== "https") return `unsupported scheme "${scheme}" for URL`;
  // `http:///path` has no host upstream; the URL class would take `path` for one.
  return /^https?:\/\/[^/?#]/i.test(value) && URL.canParse(value) ? undefined : "missing host for URL";
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
  const value = withoutNulls(raw ?? {});
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return err(parsed.error.issues.flatMap((issue) => findingsOf(issue, { schema, value, path, what })));
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
  const guess = nearest(key, names);
  const hint = guess === undefined ? "" : `, did you mean "${guess}"?`;
  return `Unknown field "${key}" in ${where}${hint}`;
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

/** YAML's `field:` with nothing behind it leaves the default, upstream and here. */
function withoutNulls(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.filter((item) => item !== null).map(withoutNulls);
  if (typeof raw !== "object" || raw === null) return raw;
  const kept = Object.entries(raw).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNulls(value)]));
}
