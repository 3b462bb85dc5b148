import {
  BUILD_INFO,
  CRITICALS_UNDELIVERED,
  OUTBOX_DEPTH,
  OUTBOX_OLDEST_AGE,
} from "../../telemetry/metric-names.ts";
import { OVERDUE_MS } from "../../watch/overdue.ts";
import { LATE_ALARMS } from "../../watch/prober-metrics.do.ts";
import type { Reply } from "../ask.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";

/** What the numbers say of the version, of deliveries and of alarms. */
export function judgeMetrics(reply: Reply): readonly Check[] {
  if (reply.kind === "failure" || reply.status !== 200) {
    const isDenied = reply.kind === "answer" && reply.status === 403;
    const says = reply.kind === "failure" ? reply.message : `answered with ${reply.status}`;
    const todo = isDenied ? "give --cert and --key of an identity with the role scrape" : undefined;
    return [unknown("metrics", says, todo), unknown("version", "not told"), unknown("alarms", "not told")];
  }
  const count = [...reply.body.matchAll(/^# TYPE /gm)].length;
  if (!reply.body.includes(`# TYPE ${OUTBOX_DEPTH.name} `))
    return [wrong("metrics", "they are not Farwatch's", "see the URL")];
  return [ok("metrics", `${count} read`), judgeVersion(reply.body), judgeAlarms(reply.body)];
}

function judgeVersion(text: string): Check {
  const version = new RegExp(`^${BUILD_INFO.name}\\{version="([^"]*)"\\}`, "m").exec(text)?.[1];
  return version === undefined ? unknown("version", "not told") : ok("version", version);
}

/** As far as /metrics tell; /-/ready says whether one is lost now. */
function judgeAlarms(text: string): Check {
  const name = "alarms";
  const [depth, oldest] = [sum(text, OUTBOX_DEPTH.name), sum(text, OUTBOX_OLDEST_AGE.name)];
  const criticals = sum(text, CRITICALS_UNDELIVERED.name);
  if (criticals > 0)
    return wrong(
      name,
      `${criticals} critical alerts reached nobody`,
      "FarwatchDeliveryFailing says which receiver fails",
    );
  if (oldest * 1_000 > OVERDUE_MS)
    return wrong(
      name,
      `the oldest of ${depth} notifications has waited for ${Math.round(oldest)} s`,
      "a provider fails, or an alarm was lost: see farwatch_notifications_failed_total",
    );
  const late = sum(text, LATE_ALARMS.name);
  const stoodIn = late === 0 ? "no alarm was late" : `cron stood in for ${late} alarms so far`;
  return ok(name, `${depth} notifications wait, ${stoodIn}`);
}

/** All series of a metric together; 0 where there is none. */
export function sum(text: string, metric: string): number {
  const samples = text.matchAll(new RegExp(`^${metric}(?:\\{[^\\n]*\\})? ([^\\s]+)$`, "gm"));
  return [...samples].reduce((total, [, value]) => total + Number(value), 0);
}
