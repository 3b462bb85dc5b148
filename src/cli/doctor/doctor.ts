import type { Io } from "../check.ts";
import { report } from "./check.ts";
import { examine } from "./examine.ts";
import { DOCTOR_USAGE, parseDoctor } from "./options.ts";

/** `farwatch doctor --url URL`: calls an edge and says what is wrong with it; 1 when something is. */
export async function runDoctor(args: readonly string[], io: Io): Promise<number> {
  const options = await parseDoctor(args);
  if (options === "help") {
    io.stdout(`${DOCTOR_USAGE}\n`);
    return 0;
  }
  const checks = await examine(options);
  const isFine = checks.every(({ state }) => state !== "wrong");
  io.stdout(options.json ? `${JSON.stringify({ ok: isFine, checks }, null, 2)}\n` : report(checks));
  return isFine ? 0 : 1;
}
