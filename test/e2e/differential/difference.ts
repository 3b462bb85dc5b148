import { AT, isNear, momentOf, type Tempo } from "./timeline.ts";

/** Where two answers part, as a path into the JSON, and what stands there. */
export interface Difference {
  readonly path: string;
  readonly alertmanager: unknown;
  readonly farwatch: unknown;
}

/** The fields in which a program may write its own clock. */
const TIMES = new Set(["startsAt", "endsAt", "updatedAt"]);

/** Edges of one beat lie within so many milliseconds, by the marks of silences. */
const MARKS_MS = 30;

/**
 * The first place at which two JSON values differ. Times that no request names are each program's own clock, and may
 * differ a little (docs/differences.md, "clocks"); those that a request names may not.
 */
export function firstDifference(
  alertmanager: unknown,
  farwatch: unknown,
  tempo: Tempo,
  path = "$",
): Difference | undefined {
  if (Object.is(alertmanager, farwatch)) return undefined;
  const parted = { path, alertmanager, farwatch };
  if (!isObject(alertmanager) || !isObject(farwatch)) {
    return isSameMoment(path, alertmanager, farwatch, tempo) ? undefined : parted;
  }
  if (Array.isArray(alertmanager) !== Array.isArray(farwatch)) return parted;
  const names = [...new Set([...Object.keys(alertmanager), ...Object.keys(farwatch)])];
  for (const name of names) {
    const here = Array.isArray(alertmanager) ? `${path}[${name}]` : `${path}.${name}`;
    const found = firstDifference(alertmanager[name], farwatch[name], tempo, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isSameMoment(path: string, a: unknown, b: unknown, tempo: Tempo): boolean {
  if (!TIMES.has(path.slice(path.lastIndexOf(".") + 1))) return false;
  const [first, second] = [Date.parse(String(a)), Date.parse(String(b))];
  if (isNamed(first, tempo) || isNamed(second, tempo)) return false;
  return isNear(tempo, first, second);
}

/** Whether a request of the case may have named it: the places of edges in a beat are theirs alone. */
function isNamed(at: number, tempo: Tempo): boolean {
  const since = at - momentOf(tempo, AT.edge);
  const within = ((since % tempo.beatMs) + tempo.beatMs) % tempo.beatMs;
  return within < MARKS_MS;
}
