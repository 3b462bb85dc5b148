import { getAlertGroups, getAlerts } from "./alert-lists.ts";
import { postAlerts } from "./alerts.ts";
import { getDeliveries, getDelivery, replayDelivery } from "./deliveries.ts";
import { healthy, ready } from "./health.ts";
import { ping } from "./heartbeat.ts";
import { scrape } from "./metrics.ts";
import { openapi } from "./openapi.ts";
import { runProbe } from "./probes.ts";
import { getReceivers } from "./receivers.ts";
import type { Guard, Route } from "./route.ts";
import { runbookList, runbookPage } from "./runbooks.ts";
import { deleteSilence, getSilence, getSilences, ownedSilences, postSilence } from "./silences.ts";
import { status } from "./status.ts";
import { uptime, watch } from "./watch.ts";
import { receiveWebhook } from "./webhook.ts";

const identified: Guard = { host: "machine", roles: ["viewer", "operator"] };

/** Everything that Farwatch serves, and to whom. What is not listed here is denied. */
export const routes: readonly Route[] = [
  { method: "GET", path: "/-/healthy", host: "any", roles: "open", handle: healthy },
  { method: "GET", path: "/-/ready", host: "any", roles: "open", handle: ready },
  { method: "GET", path: "/runbooks", host: "any", roles: "open", identified, handle: runbookList },
  {
    method: "GET",
    path: "/runbooks/:alertname",
    host: "any",
    roles: "open",
    identified,
    handle: runbookPage,
  },

  {
    method: "POST",
    path: "/webhook/alertmanager",
    host: "machine",
    roles: ["ingest", "operator"],
    handle: receiveWebhook,
  },
  {
    method: "POST",
    path: "/heartbeat/:name",
    host: "machine",
    roles: ["ingest", "operator"],
    handle: ping,
  },
  {
    method: "GET",
    path: "/metrics",
    host: "machine",
    roles: ["scrape", "viewer", "operator"],
    handle: scrape,
  },

  { method: "GET", path: "/api/v2/status", host: "machine", roles: ["viewer", "operator"], handle: status },
  {
    method: "GET",
    path: "/api/v2/receivers",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getReceivers,
  },
  {
    method: "GET",
    path: "/api/v2/alerts",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getAlerts,
  },
  {
    method: "GET",
    path: "/api/v2/alerts/groups",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getAlertGroups,
  },
  {
    method: "POST",
    path: "/api/v2/alerts",
    host: "machine",
    roles: ["ingest", "operator"],
    handle: postAlerts,
  },
  {
    method: "GET",
    path: "/api/v2/silences",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getSilences,
  },
  { method: "POST", path: "/api/v2/silences", host: "machine", roles: ["operator"], handle: postSilence },
  {
    method: "GET",
    path: "/api/v2/silence/:id",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getSilence,
  },
  {
    method: "DELETE",
    path: "/api/v2/silence/:id",
    host: "machine",
    roles: ["operator"],
    handle: deleteSilence,
  },
  {
    method: "GET",
    path: "/api/v2/openapi.yaml",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: openapi,
  },

  {
    method: "GET",
    path: "/api/farwatch/v1/silences",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: ownedSilences,
  },
  {
    method: "GET",
    path: "/api/farwatch/v1/deliveries",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getDeliveries,
  },
  {
    method: "GET",
    path: "/api/farwatch/v1/deliveries/:id",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: getDelivery,
  },
  {
    method: "POST",
    path: "/api/farwatch/v1/deliveries/:id/replay",
    host: "machine",
    roles: ["operator"],
    handle: replayDelivery,
  },
  {
    method: "GET",
    path: "/api/farwatch/v1/watch",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: watch,
  },
  {
    method: "GET",
    path: "/api/farwatch/v1/uptime",
    host: "machine",
    roles: ["viewer", "operator"],
    handle: uptime,
  },
  {
    method: "POST",
    path: "/api/farwatch/v1/probes/:name/run",
    host: "machine",
    roles: ["operator"],
    handle: runProbe,
  },
];
