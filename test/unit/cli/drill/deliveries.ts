import type { Delivery } from "../../../../src/router/delivery.ts";

type Attempt = Delivery["attempts"][number];

export const TRY: Attempt = {
  at: "2026-11-22T10:00:01.000Z",
  attempt: 1,
  outcome: "sent",
  failure: "",
  status: "200",
  latencyMs: 80,
  answer: "ok",
};

export const GROUP = '{}:{alertname="FarwatchDrill"}';

/** Sent at once, unless it says otherwise. */
export function delivery(id: number, integration: string, change: Partial<Delivery> = {}): Delivery {
  return {
    id: String(id),
    decidedAt: "2026-11-22T10:00:01.000Z",
    receiver: integration.split("/")[0] ?? "",
    integration,
    groupKey: GROUP,
    reason: "first notification",
    state: "sent",
    attempts: [TRY],
    ...change,
  };
}
