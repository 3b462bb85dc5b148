import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import { listAlerts } from "../../../src/router/listing.ts";
import type { AlertQuery } from "../../../src/router/listing-filter.ts";
import { listGroups } from "../../../src/router/listing-groups.ts";
import { setSilence } from "../../../src/router/silences.ts";
import table from "../../fixtures/conformance/alert-lists.json" with { type: "json" };
import { SECOND, Simulation } from "../router/simulation.ts";
import { fakeRouter, MACHINE, testApp, testConfig } from "./harness.ts";

/** When everything was posted: what the table says to be over is over, and what it says to come has not come. */
const POSTED_AT = Date.UTC(2026, 10, 23);

/** What was recorded of Alertmanager, and our app behind which a router has heard the same. */
export function recordedScene() {
  const { edge } = testConfig();
  const routing = { name: "routing.yaml", text: table.routing };
  const loaded = loadConfig({ routing }, receiverKinds);
  if (loaded.config === undefined) throw new Error(JSON.stringify(loaded.diagnostics));
  const config = { ...loaded.config, edge };
  const simulation = new Simulation(config);
  simulation.now = POSTED_AT;
  for (const [index, silence] of table.silences.entries()) {
    const id = `00000000-0000-4000-8000-00000000000${index + 1}`;
    simulation.turn(() => setSilence(simulation.state, silence, "operator", id, simulation.now));
  }
  simulation.postToApi(table.alerts);
  simulation.advance(2 * SECOND);
  const { router } = fakeRouter({
    listAlerts: async (query: AlertQuery) => inJson(listAlerts(simulation.state, query, simulation.now)),
    listGroups: async (query: AlertQuery) => inJson(listGroups(simulation.state, query, simulation.now)),
  });
  const { ask } = testApp({ config, routers: { main: router } });
  return { table, postedAt: POSTED_AT, get: (path: string) => ask(`${MACHINE}${path}`, {}, "viewer") };
}

function inJson(listed: ReturnType<typeof listAlerts> | ReturnType<typeof listGroups>) {
  if (!listed.ok) return listed;
  return { ok: true, value: new Blob([JSON.stringify(listed.value)]).stream() } as const;
}
