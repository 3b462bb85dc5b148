import type { ProbeRole } from "../config/config.ts";
import type { HeartbeatState } from "./heartbeat.ts";
import { countedSight, latestSight, type ProbeStanding, type Sight } from "./standing.ts";
import type { Evidence, Pulse } from "./verdict.ts";

/** All that the verdict rests on. */
export interface BastionView {
  /** Those marked `bastion: true`. */
  readonly heartbeats: readonly HeartbeatState[];
  /** Those with a role. */
  readonly probes: readonly ProbeStanding[];
}

/** Without a probe that has a role there is no verdict, and `HeartbeatMissing` alone is raised. */
export function hasRoles(probes: readonly { readonly role?: ProbeRole }[]): boolean {
  return probes.some(({ role }) => role !== undefined);
}

/** Each of the view's sources as one word. */
export function evidenceOf(view: BastionView, now: number): Evidence {
  return evidenceIf(pulseOf(view.heartbeats), view.probes, now);
}

/** The evidence beside a given pulse: where the heartbeat is silent, one confirmed failure of a probe is enough. */
export function evidenceIf(heartbeat: Pulse, probes: readonly ProbeStanding[], now: number): Evidence {
  const isSilent = heartbeat === "missing" || heartbeat === "resolved";
  const sight = isSilent ? latestSight : countedSight;
  const role = (wanted: ProbeRole) =>
    probes.filter(({ config }) => config.role === wanted).map((probe) => sight(probe, now));
  return {
    heartbeat,
    box: anyUp(role("box")),
    prometheus: allUp(role("prometheus")),
    alertmanager: allUp(role("alertmanager")),
    ui: allUp(role("ui")),
  };
}

/** Of several heartbeats one that is alive is enough. */
export function pulseOf(heartbeats: readonly HeartbeatState[]): Pulse {
  const pulses = heartbeats.map(pulse);
  return (["alive", "resolved", "missing"] as const).find((one) => pulses.includes(one)) ?? "none";
}

/** One that reports a failure is alive: it speaks. */
function pulse({ status, reason }: HeartbeatState): Pulse {
  if (status === "alive" || reason === "failed") return "alive";
  if (status !== "missing") return "none";
  return reason === "resolved" ? "resolved" : "missing";
}

/** A box that answers anywhere is up. */
export function anyUp(sights: readonly Sight[]): Sight {
  return (["up", "down", "unknown"] as const).find((sight) => sights.includes(sight)) ?? "none";
}

/** One that is down must not hide behind its twin. */
export function allUp(sights: readonly Sight[]): Sight {
  return (["down", "up", "unknown"] as const).find((sight) => sights.includes(sight)) ?? "none";
}
