import { DRILL_ALERTNAME } from "./alert.ts";
import type { PlannedRoute } from "./plan.ts";
import { DrillFault } from "./stage.ts";
import type { DrillWorld } from "./world.ts";

/** Two drills in one group would be one message. Answers the newest delivery there is before this one. */
export async function refuseOthers(
  { edge, deliveries }: Pick<DrillWorld, "edge" | "deliveries">,
  routes: readonly PlannedRoute[],
): Promise<number> {
  const [other] = await edge.drills();
  if (other !== undefined) {
    const id = other.labels["drill"] ?? DRILL_ALERTNAME;
    throw new DrillFault(`Drill ${id} still fires at ${edge.origin}: there is one at a time`);
  }
  for (const { groupKey, receiver } of routes) {
    const query = new URLSearchParams({ group: groupKey, receiver, state: "retrying" });
    query.append("state", "waiting");
    const waiting = await deliveries.list(query);
    const one = waiting.deliveries.find((delivery) => delivery.groupKey === groupKey);
    if (one === undefined) continue;
    const said = one.attempts.at(-1)?.answer ?? "not tried yet";
    throw new DrillFault(`${one.integration} has not taken what came before (delivery ${one.id}): ${said}`);
  }
  const { deliveries: newest } = await deliveries.list(new URLSearchParams({ limit: "1" }));
  return Number(newest[0]?.id ?? 0);
}
