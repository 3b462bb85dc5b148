import { join } from "node:path";
import type { EdgeOptions } from "../src/cli/edge.ts";

/** What runs in the place of `farwatch start` where the edge itself is looked into. */
export function edgeProgram(extra: Pick<EdgeOptions, "entry" | "workerdFlags">): readonly string[] {
  return [join(import.meta.dirname, "edge.ts"), JSON.stringify(extra)];
}
