import type { HeaderRegexp, HttpModule, JsonAssertion } from "../../config/config.ts";
import type { Body } from "./body.ts";
import { matches } from "./regexp.ts";

/**
 * Most of a body that is held against a module. What comes later is not looked at: an endless answer must not fill the
 * 128 MB of a Durable Object that runs six probes at once.
 */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Absent when the module asks nothing of it. */
  readonly body: Body | undefined;
}

export function needsBody(module: HttpModule): boolean {
  const { failIfBodyMatches, failIfBodyNotMatches, failIfJsonNotEquals } = module;
  return failIfBodyMatches.length + failIfBodyNotMatches.length + failIfJsonNotEquals.length > 0;
}

/** The first thing of the answer that the module does not accept, as a sentence. */
export function judgeAnswer(module: HttpModule, answer: Answer): string | undefined {
  return (
    statusFault(module.validStatusCodes, answer.status) ??
    headerFault(module, answer.headers) ??
    bodyFault(module, answer.body?.text ?? "") ??
    jsonFault(module.failIfJsonNotEquals, answer.body)
  );
}

function statusFault(valid: readonly number[], status: number): string | undefined {
  const isValid = valid.length === 0 ? status >= 200 && status <= 299 : valid.includes(status);
  if (isValid) return undefined;
  return `Status ${status}, expected ${valid.length === 0 ? "200 to 299" : valid.join(", ")}`;
}

function headerFault(module: HttpModule, headers: Headers): string | undefined {
  const { failIfHeaderMatches, failIfHeaderNotMatches } = module;
  const value = ({ header }: HeaderRegexp) => headers.get(header) ?? undefined;
  for (const rule of [...failIfHeaderMatches, ...failIfHeaderNotMatches])
    if (value(rule) === undefined && !rule.allowMissing) return `Header ${rule.header} is missing`;
  const hit = failIfHeaderMatches.find((rule) => matches(rule.regexp, value(rule)));
  if (hit !== undefined) return `Header ${hit.header} matches ${JSON.stringify(hit.regexp)}`;
  const miss = failIfHeaderNotMatches.find(
    (rule) => value(rule) !== undefined && !matches(rule.regexp, value(rule)),
  );
  return miss && `Header ${miss.header} does not match ${JSON.stringify(miss.regexp)}`;
}

function bodyFault(module: HttpModule, text: string): string | undefined {
  const hit = module.failIfBodyMatches.find((regexp) => matches(regexp, text));
  if (hit !== undefined) return `Body matches ${JSON.stringify(hit)}`;
  const miss = module.failIfBodyNotMatches.find((regexp) => !matches(regexp, text));
  return miss && `Body does not match ${JSON.stringify(miss)}`;
}

function jsonFault(assertions: readonly JsonAssertion[], body: Body | undefined): string | undefined {
  if (assertions.length === 0 || body === undefined) return undefined;
  if (body.isCut) return `Body is over ${MAX_BODY_BYTES} bytes, so its JSON is not read`;
  const document = parseJson(body.text);
  if (document === undefined) return "Body is not JSON";
  for (const { path, equals } of assertions) {
    const value = valueAt(document, path);
    if (value === undefined) return `JSON has no ${path}`;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (text !== equals) return `JSON ${path} is ${shortened(text)}, expected ${JSON.stringify(equals)}`;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    // Own keys alone: `length` and the prototype are no part of the document.
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** A reason is read on a phone. */
export const MAX_SHOWN_LENGTH = 100;

function shortened(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text);
}
