import { CLOCK_SKEW_WARNING_MS } from "../../router/intake.ts";
import type { Reply } from "../ask.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";
import { faultOf, firstLine, isBlocked } from "./judge-gate.ts";

/** GET /-/healthy: the Worker runs. */
export function judgeHealthy(reply: Reply): Check {
  const name = "healthy";
  if (reply.kind === "failure") return wrong(name, reply.message, "see what answers there");
  if (isBlocked(reply)) return hidden(name);
  const fault = faultOf(name, reply);
  if (fault !== undefined) return fault;
  if (reply.status === 200 && reply.body === "OK\n") return ok(name, "the Worker runs");
  return wrong(name, `answered with ${reply.status}${firstLine(reply)}`, adviceOn(reply.body));
}

/** GET /-/ready: one check for each reason that it gives. */
export function judgeReady(reply: Reply): readonly Check[] {
  const name = "ready";
  if (reply.kind === "failure") return [unknown(name, reply.message)];
  if (isBlocked(reply)) return [hidden(name)];
  const fault = faultOf(name, reply);
  if (fault !== undefined) return [fault];
  if (reply.status === 200 && reply.body === "OK\n")
    return [ok(name, "alerts are taken, stored and delivered")];
  const [first, ...reasons] = reply.body.split("\n").filter((line) => line !== "");
  if (reply.status === 503 && first === "not ready")
    return reasons.map((reason) => wrong(name, sentence(reason), adviceOn(reason)));
  return [wrong(name, `answered with ${reply.status}${firstLine(reply)}`, adviceOn(reply.body))];
}

function hidden(name: string): Check {
  return unknown(name, "Cloudflare lets nobody ask without a certificate", "give --cert and --key");
}

const advices: readonly (readonly [reason: RegExp, todo: (found: string) => string])[] = [
  [
    /secret (\w+) is not set/,
    (secret) => `npx wrangler secret put ${secret}; for a local edge its environment`,
  ],
  [/configuration does not load/, () => "npm run farwatch -- check"],
  [/overdue/, () => "an alarm was lost and cron did not make up for it: see the Worker's cron triggers"],
  [/critical alerts? reached nobody/, () => "FarwatchDeliveryFailing says which receiver fails"],
  [/worker does not answer/i, () => "see the edge's log"],
];

function adviceOn(text: string): string {
  for (const [pattern, todo] of advices) {
    const found = pattern.exec(text);
    if (found !== null) return todo(found[1] ?? "");
  }
  return "see its log: npx wrangler tail, or that of the local edge";
}

function sentence(reason: string): string {
  return reason.replace(/\.$/, "");
}

/** The answer's Date, which is of the second, against the middle of the time that the request took. */
export function judgeClock(reply: Reply): Check {
  const name = "clock";
  const date = reply.kind === "answer" ? Date.parse(reply.headers.date ?? "") : Number.NaN;
  if (reply.kind === "failure" || Number.isNaN(date)) return unknown(name, "the answer has no date");
  const skewMs = date + 500 - (reply.sentAt + reply.receivedAt) / 2;
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= CLOCK_SKEW_WARNING_MS)
    return ok(name, `agrees with this machine's within ${seconds + 1} s`);
  const says = `is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's`;
  return wrong(name, says, "run an NTP client on both: alerts are compared by their times");
}
