export type State = "ok" | "wrong" | "unknown";

/** One line of the doctor's report. */
export interface Check {
  readonly name: string;
  readonly state: State;
  readonly says: string;
  /** What the operator does about it. */
  readonly todo?: string;
}

export function ok(name: string, says: string, todo?: string): Check {
  return { name, state: "ok", says, ...(todo !== undefined && { todo }) };
}

export function wrong(name: string, says: string, todo: string): Check {
  return { name, state: "wrong", says, todo };
}

export function unknown(name: string, says: string, todo?: string): Check {
  return { name, state: "unknown", says, ...(todo !== undefined && { todo }) };
}

/** A line for each check, and one that counts them. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, state, says, todo }) => {
    const advice = todo === undefined ? "" : `; ${todo}`;
    return `${state.padEnd("unknown".length)}  ${name.padEnd(width)}  ${says}${advice}`;
  });
  const counts = (["ok", "wrong", "unknown"] as const).map(
    (state) => `${checks.filter((check) => check.state === state).length} ${state}`,
  );
  return `${[...lines, counts.join(", ")].join("\n")}\n`;
}
