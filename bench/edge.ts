/** `edge.ts EXTRA OPTIONS`: the local edge by the options of `farwatch start`, with what only a measurement asks for. */
import { type EdgeOptions, startEdge } from "../src/cli/edge.ts";
import { announcement } from "../src/cli/start.ts";
import { parseStart } from "../src/cli/start-options.ts";

const [extra = "{}", ...args] = process.argv.slice(2);
const options = parseStart(args);
if (options === "help") throw new Error("Cannot help: this is run by the bench");
const edge = await startEdge({
  ...options,
  ...(JSON.parse(extra) as Pick<EdgeOptions, "entry" | "workerdFlags">), // by `edgeProgram`
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
process.once("SIGTERM", () => void edge.stop());
process.stdout.write(announcement(edge));
