import { killChildren } from "./child.ts";

/** For a program that starts others: Ctrl-C ends them with it. */
export function endWithChildren(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      killChildren();
      process.exit(code);
    });
  }
}
