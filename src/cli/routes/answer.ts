import type { Labels } from "../../alert/labels.ts";
import { matchRoutes } from "../../dispatch/route.ts";
import { mutedByTime } from "../../timeinterval/time-interval.ts";
import type { Routing } from "./load.ts";
import { type RouteOptions, routeOptions } from "./route-options.ts";

/** One route that takes the alert. */
export interface Answer extends RouteOptions {
  readonly muted: boolean;
  /** Names of the time intervals that keep it quiet at that moment. */
  readonly mutedBy: readonly string[];
}

/** The routes that take an alert of these labels, in match order, each with how it stands at `now`. */
export function answersFor({ root, timeIntervals }: Routing, labels: Labels, now: number): readonly Answer[] {
  return matchRoutes(root, labels).map((route) => {
    const { muteTimeIntervals, activeTimeIntervals } = route;
    const mutedBy = mutedByTime(muteTimeIntervals, activeTimeIntervals, timeIntervals, now);
    return { ...routeOptions(route), muted: mutedBy.length > 0, mutedBy };
  });
}
