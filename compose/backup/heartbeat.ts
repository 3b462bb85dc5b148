// node heartbeat.ts URL FOLDER ok|fail [CA]: tells the edge how the backup went, by the client certificate in FOLDER.
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";

/** The edge answers within a second; a backup does not wait for one that does not. */
const ANSWER_MS = 10_000;

const [address, folder, status, ca] = process.argv.slice(2);
if (address === undefined || folder === undefined || status === undefined) {
  throw new Error("usage: heartbeat.ts URL FOLDER ok|fail [CA]");
}

const url = new URL(address);
url.searchParams.set("status", status);
const answer = request(url.href, {
  method: "POST",
  cert: readFileSync(join(folder, "edge.crt")),
  key: readFileSync(join(folder, "edge.key")),
  // Rendered for an edge that has an authority of its own.
  ...(ca !== undefined && existsSync(ca) && { ca: readFileSync(ca) }),
  signal: AbortSignal.timeout(ANSWER_MS),
});
answer.on("response", (response) => {
  response.resume();
  if (response.statusCode !== 200) {
    console.error(`Cannot tell ${url.host}: it answered ${response.statusCode}`);
    process.exitCode = 1;
  }
});
answer.on("error", (error) => {
  console.error(`Cannot tell ${url.host}: ${error.message}`);
  process.exitCode = 1;
});
answer.end();
