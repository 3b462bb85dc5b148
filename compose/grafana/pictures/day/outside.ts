import { type Labels, type Series, Target } from "./series.ts";
import { at, during, jitter, noise } from "./shape.ts";
import { DEPLOY, isBroken, isShopDead } from "./story.ts";

/** What the edge's probes see, from two regions. */
export function outsideSeries(labels: Labels): readonly Series[] {
  const target = new Target(labels);
  for (const [probe, seconds] of [
    ["bastion", 0.021],
    ["shop", 0.094],
    ["grafana-door", 0.043],
  ] as const) {
    for (const region of ["weur", "enam"]) {
      const far = region === "enam" ? 0.088 : 0;
      const isBad = (minute: number) => probe === "shop" && isShopDead(minute);
      target.gauge("probe_success", (minute) => (isBad(minute) ? 0 : 1), { probe, region });
      const slow = (minute: number) => (probe === "shop" && isBroken(minute) ? 3.1 : 1);
      target.gauge(
        "probe_duration_seconds",
        (minute) => (seconds * slow(minute) + far) * jitter(probe + region, minute, 0.25),
        { probe, region },
      );
      const hiccup = (minute: number) =>
        during(minute, DEPLOY) || minute === at(6, 47) ? (noise(region, minute) > 0.4 ? 1 : 0) : 0;
      target.counter("farwatch_probe_hiccups_total", probe === "shop" ? hiccup : 0, { probe, region });
    }
  }
  return target.all;
}
