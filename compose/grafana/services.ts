import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { board } from "./board.ts";
import { heading } from "./panel.ts";
import * as apps from "./services-apps.ts";
import * as backends from "./services-backends.ts";
import * as durations from "./services-durations.ts";
import * as summary from "./services-now.ts";
import { service } from "./services-query.ts";
import * as requests from "./services-requests.ts";

/** What the users of each service get: at Traefik, and in the apps themselves. */
export function services(): Dashboard {
  return board(
    "services",
    "Services",
    "What the users of each service get: at Traefik's door, and in the apps.",
  )
    .withVariable(service())
    .withRow(heading("Now"))
    .withPanel(summary.rate())
    .withPanel(summary.failed())
    .withPanel(summary.refused())
    .withPanel(summary.average())
    .withPanel(summary.slow())
    .withPanel(summary.connections())
    .withRow(heading("Requests"))
    .withPanel(requests.rate())
    .withPanel(requests.byCode())
    .withPanel(requests.codes())
    .withPanel(requests.failed())
    .withPanel(requests.refused())
    .withPanel(requests.atTheDoor())
    .withPanel(requests.traffic())
    .withRow(heading("Durations"))
    .withPanel(durations.quantiles())
    .withPanel(durations.byService())
    .withPanel(durations.heatmap())
    .withRow(heading("Backends and connections"))
    .withPanel(backends.states())
    .withPanel(backends.probed())
    .withPanel(backends.connections())
    .withRow(heading("In the apps"))
    .withPanel(apps.rate())
    .withPanel(apps.failed())
    .withPanel(apps.slow())
    .withPanel(apps.heatmap())
    .build();
}
