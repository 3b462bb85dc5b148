/** One request of the load, and when it starts. */
export interface Planned {
  readonly atMs: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
}

export interface Load {
  readonly seconds: number;
  readonly rate: number;
}

/** A day, so that a forgotten load ends. */
export const MAX_SECONDS = 86_400;
/** It shows a service at work, and measures nothing. */
export const MAX_RATE = 100;

/** What is asked in turn: of twenty requests one is slow, one fails, and one asks for what is not there. */
const TURN = [
  ...["find", "search", "find", "order", "find", "slow"],
  ...["find", "search", "find", "order", "find", "missing"],
  ...["find", "search", "find", "order", "find", "failing", "find", "search"],
] as const;

/** `rate` requests a second, evenly. */
export function planOf({ seconds, rate }: Load): readonly Planned[] {
  return Array.from({ length: Math.round(seconds * rate) }, (_, index) => ({
    atMs: (index * 1_000) / rate,
    ...requestOf(TURN[index % TURN.length] ?? "find", index),
  }));
}

function requestOf(kind: (typeof TURN)[number], index: number): Omit<Planned, "atMs"> {
  const part = 1 + (index % 100);
  switch (kind) {
    case "find":
      return { method: "GET", path: `/parts/${part}` };
    case "search":
      return { method: "GET", path: `/parts?name=${part}` };
    case "order":
      return { method: "POST", path: "/orders", body: JSON.stringify({ part, quantity: 1 + (index % 3) }) };
    case "slow":
      return { method: "GET", path: "/report" };
    case "failing":
      return { method: "GET", path: "/returns" };
    case "missing":
      return { method: "GET", path: "/parts/0" };
  }
}

/** Reads `--seconds` and `--rate`. */
export function loadOf(seconds = "60", rate = "5"): Load {
  return { seconds: number("seconds", seconds, MAX_SECONDS), rate: number("rate", rate, MAX_RATE) };
}

function number(name: string, given: string, max: number): number {
  const value = Number(given);
  if (given.trim() !== "" && value > 0 && value <= max) return value;
  throw new Error(`Cannot read --${name} ${JSON.stringify(given)}: expected a number up to ${max}`);
}

/** What came of each: a status, or nothing. */
export interface Outcome {
  readonly status?: number;
  readonly ms: number;
}

/** One line for people. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const count = (from: number, to: number) =>
    outcomes.filter(({ status = 0 }) => status >= from && status < to).length;
  const slowest = Math.round(Math.max(0, ...outcomes.map(({ ms }) => ms)));
  return [
    `${outcomes.length} requests`,
    `${count(100, 400)} went well`,
    `${count(400, 500)} were refused`,
    `${count(500, 600)} failed`,
    `${count(0, 1)} got no answer`,
    `the slowest took ${slowest} ms`,
  ].join(", ");
}
