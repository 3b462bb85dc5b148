import type { Io } from "./check.ts";
import { type Edge, startEdge } from "./edge.ts";
import { parseStart, START_USAGE } from "./start-options.ts";

/** `farwatch start`: the local edge, until SIGTERM or SIGINT. */
export async function runStart(args: readonly string[], io: Io): Promise<number> {
  const options = parseStart(args);
  if (options === "help") {
    io.stdout(`${START_USAGE}\n`);
    return 0;
  }
  const asked = endAsked();
  const edge = await startEdge({ ...options, ...io });
  io.stdout(announcement(edge));
  await asked;
  await edge.stop();
  return 0;
}

type Announced = Omit<Edge, "workerPid" | "stop">;

/** What a newcomer needs to know; the last line says that the edge is ready. */
export function announcement({ url, uiUrl, pkiDir, secrets, certificateFaults }: Announced): string {
  const { needed, missing } = secrets;
  const lines = [`certificates  ${pkiDir} (ca.crt, alertmanager.crt, alertmanager.key, ...)`];
  if (missing.length > 0 && missing.length === needed.length) {
    lines.push(`notifications  printed here: none of ${needed.join(", ")} is set in the environment`);
  } else if (missing.length > 0) {
    lines.push(`notifications  fail where they need ${missing.join(", ")}: not set in the environment`);
  }
  for (const fault of certificateFaults) lines.push(`probes  unknown where they need ${fault}`);
  return `${[...lines, `ready  ${url} (mTLS)  ${uiUrl} (token)`].join("\n")}\n`;
}

/** The first signal ends the edge in order; with the default handler back, a second one ends it at once. */
function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
}
