import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { board, choice } from "./board.ts";
import { heading } from "./panel.ts";
import * as burning from "./slo-burn.ts";
import * as kept from "./slo-kept.ts";
import * as outside from "./slo-outside.ts";

const anyPromise = '{__name__=~"service:(availability|latency):ratio30d"}';

/** What was promised of each service, what was kept of it, and how fast the rest is used up. */
export function slo(): Dashboard {
  return board(
    "slo",
    "Promises",
    "What was promised of each service, what was kept, and how fast the rest is used up.",
  )
    .withVariable(choice("service", anyPromise).label("Service"))
    .time({ from: "now-24h", to: "now" })
    .withRow(heading("Over 30 days"))
    .withPanel(kept.availability())
    .withPanel(kept.latency())
    .withPanel(kept.budget())
    .withPanel(kept.latencyBudget())
    .withRow(heading("How fast the budget burns: 1 uses it up in just 30 days"))
    .withPanel(burning.fast())
    .withPanel(burning.slow())
    .withPanel(burning.latency())
    .withPanel(burning.failures())
    .withRow(heading("From outside the house"))
    .withPanel(outside.uptime())
    .withPanel(outside.durations())
    .withPanel(outside.states())
    .withPanel(outside.hiccups())
    .build();
}
