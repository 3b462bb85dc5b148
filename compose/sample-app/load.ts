// npm run load -- [--seconds 60] [--rate 5] [--url http://127.0.0.1:8080] [--pki FOLDER]
import { readFileSync } from "node:fs";
import { Agent as HttpAgent, request as overHttp } from "node:http";
import { Agent as HttpsAgent, request as overHttps } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadOf, type Outcome, type Planned, planOf, summaryOf } from "./load-plan.ts";

/** The slowest answer takes well under a second. */
const MAX_ANSWER_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: "string" },
    rate: { type: "string" },
    url: { type: "string", default: "http://127.0.0.1:8080" },
    /** With ca.crt, client.crt and client.key, for https. */
    pki: { type: "string" },
  },
});

const base = values.url.replace(/\/$/, "");
const agent = agentOf(values.pki);

function agentOf(pki: string | undefined): HttpAgent {
  if (!base.startsWith("https:")) return new HttpAgent({ keepAlive: true });
  const read = (name: string) => (pki === undefined ? undefined : readFileSync(join(pki, name)));
  return new HttpsAgent({
    keepAlive: true,
    ca: read("ca.crt"),
    cert: read("client.crt"),
    key: read("client.key"),
  });
}

function ask({ method, path, body }: Planned): Promise<Outcome> {
  const started = performance.now();
  const signal = AbortSignal.timeout(MAX_ANSWER_MS);
  const send = base.startsWith("https:") ? overHttps : overHttp;
  return new Promise((resolve) => {
    const ends = (status?: number) => {
      resolve({ ms: performance.now() - started, ...(status !== undefined && { status }) });
    };
    const request = send(`${base}${path}`, { method, agent, signal }, (response) => {
      response.resume().once("end", () => ends(response.statusCode));
      response.once("error", () => ends());
    });
    request.once("error", (error) => {
      console.error(`Cannot ask ${method} ${path}: ${error.message}`);
      ends();
    });
    request.end(body);
  });
}

const began = performance.now();
const asked: Promise<Outcome>[] = [];
for (const planned of planOf(loadOf(values.seconds, values.rate))) {
  await sleep(Math.max(0, began + planned.atMs - performance.now()));
  asked.push(ask(planned));
}
const outcomes = await Promise.all(asked);
agent.destroy();
console.log(summaryOf(outcomes));
if (outcomes.some(({ status }) => status === undefined)) process.exitCode = 1;
