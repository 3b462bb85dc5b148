import type { Caller } from "./caller.ts";
import type { StandIn } from "./stand-in.ts";
import { until } from "./until.ts";
import { bodyOf, webhookAlert, webhookBody } from "./webhook.ts";

/** Where a marker's notifications go; a route of `alertname="Tick"`, grouped by `run`, sends them there. */
export const TICK_PATH = "/tick";
export const TICK_ROUTE = `{ matchers: ['alertname="Tick"'], group_by: [run], receiver: tick }`;

export const tickReceiver = (url: string) =>
  `{ name: tick, webhook_configs: [{ url: "${url}${TICK_PATH}" }] }`;

let runs = 0;

/**
 * Returns once every group with the marker's group_interval has had a tick since the call. A group is told of its second
 * alert one interval after its first: that message is the proof, where a sleep would only hope.
 */
export async function tickPassed(sender: Caller, webhook: StandIn): Promise<void> {
  runs += 1;
  const run = String(runs);
  const alerts = ["first", "second"].map((mark) => webhookAlert({ alertname: "Tick", run, mark }));
  for (const count of [1, 2]) {
    await sender.post(
      "/webhook/alertmanager",
      webhookBody(alerts.slice(0, count), { alertname: "Tick", run }),
    );
    await until(`tick ${run} to tell ${count} alerts`, () =>
      webhook.delivered.some((one) => {
        if (one.path !== TICK_PATH) return false;
        const body = bodyOf(one);
        return body.groupLabels["run"] === run && body.alerts.length === count;
      }),
    );
  }
}
