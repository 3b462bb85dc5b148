import type { Env } from "../src/env.ts";
import worker, { Prober, AlertRouter as Router } from "../src/index.ts";
import { WorkMeter } from "./work-meter.ts";

export { Prober };

/** Where the bench reads what the router has done since it last asked. */
const METER_PATH = "/bench/work";

/** The router as it is, with a meter at its storage. */
export class AlertRouter extends Router {
  readonly #meter: WorkMeter;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#meter = new WorkMeter(ctx.storage);
  }

  override postAlerts(...args: Parameters<Router["postAlerts"]>): ReturnType<Router["postAlerts"]> {
    this.#meter.touch();
    return super.postAlerts(...args);
  }

  async takeWork() {
    return this.#meter.take();
  }
}

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== METER_PATH) return worker.fetch(request, env, ctx);
    const router = env.ALERT_ROUTER.getByName("main") as unknown as AlertRouter; // of this very module
    return Response.json(await router.takeWork());
  },
  scheduled: worker.scheduled,
} satisfies ExportedHandler<Env>;
