import { formatDuration } from "../../config/format-duration.ts";
import { ALL_LABELS } from "../../config/route.ts";
import type { Route } from "../../dispatch/route.ts";

/** What a route does with an alert that it takes, in the words and durations of the routing file. */
export interface RouteOptions {
  readonly receiver: string;
  /** `["..."]` stands for every label. */
  readonly groupBy: readonly string[];
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
}

export function routeOptions(route: Route): RouteOptions {
  return {
    receiver: route.receiver,
    groupBy: route.groupByAll ? [ALL_LABELS] : route.groupBy,
    groupWait: formatDuration(route.groupWaitMs),
    groupInterval: formatDuration(route.groupIntervalMs),
    repeatInterval: formatDuration(route.repeatIntervalMs),
  };
}
