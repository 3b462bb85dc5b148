import type { PlannedRoute } from "./plan.ts";
import { DrillFault } from "./stage.ts";
import type { ListedAlert, V2Api } from "./v2-api.ts";

/** Throws when nobody will hear of the alert, whichever route takes it. */
export async function refuseQuiet(api: V2Api, { status }: ListedAlert): Promise<void> {
  const [inhibitor] = status.inhibitedBy;
  if (inhibitor !== undefined) {
    const source = await api.named(inhibitor);
    const name = source?.labels["alertname"] ?? "an alert that is over by now";
    throw new DrillFault(`Inhibited at ${api.origin} by ${name} (${inhibitor}): nothing will be told`);
  }
  if (status.silencedBy.length === 0) return;
  throw new DrillFault(`Silenced at ${api.origin} by ${status.silencedBy.join(", ")}: nothing will be told`);
}

/** Routes that the clock does not keep quiet; throws when there is none. */
export function heardRoutes({ origin }: V2Api, routes: readonly PlannedRoute[]): readonly PlannedRoute[] {
  const heard = routes.filter(({ mutedBy }) => mutedBy.length === 0);
  if (heard.length === 0) throw new DrillFault(mutedRoutes(origin, routes).join("; "));
  return heard;
}

/** The others, as sentences. */
export function mutedRoutes(origin: string, routes: readonly PlannedRoute[]): string[] {
  return routes
    .filter(({ mutedBy }) => mutedBy.length > 0)
    .map(
      ({ receiver, mutedBy }) =>
        `Muted at ${origin} by time interval ${mutedBy.join(", ")}: nothing will be told to ${receiver}`,
    );
}
