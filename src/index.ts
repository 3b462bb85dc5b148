import { runbooks } from "../runbooks/index.ts";
import { buildApp } from "./api/app.ts";
import { runMinute } from "./api/cron.ts";
import { edgeConfig } from "./edge-config.ts";
import type { Env } from "./env.ts";

// Here, because start-up has a second of CPU and a request on the free plan 10 ms (Workers limits); findings do not throw.
edgeConfig();

const deps = { loadConfig: edgeConfig, runbooks, now: Date.now };
const app = buildApp(deps);

export default {
  fetch: app.fetch,
  scheduled: (_controller, env, ctx) => runMinute(deps, env, ctx),
} satisfies ExportedHandler<Env>;

export { AlertRouter } from "./router/alert-router.do.ts";
export { Prober } from "./watch/prober.do.ts";
