import type { Alert } from "../alert/alert.ts";

/** The three reasons to stay quiet, in upstream's order: inhibition, time intervals, silences. */
export type MuteReason = "inhibited" | "time interval" | "silenced";

export interface Mutes {
  /** Fingerprint of a source alert that inhibits this one. */
  inhibitedBy(alert: Alert): string | undefined;
  /** Names of the time intervals that mute the group's route now. */
  readonly timeIntervals: readonly string[];
  /** Ids of the active silences that match. */
  silencedBy(alert: Alert): readonly string[];
}

export interface Sorted {
  readonly told: readonly Alert[];
  readonly muted: ReadonlyMap<Alert, MuteReason>;
}

/** Parts a group's alerts into those that may be told and those that something mutes. */
export function sortOutMuted(alerts: Iterable<Alert>, mutes: Mutes): Sorted {
  const told: Alert[] = [];
  const muted = new Map<Alert, MuteReason>();
  for (const alert of alerts) {
    const reason = muteReason(alert, mutes);
    if (reason === undefined) told.push(alert);
    else muted.set(alert, reason);
  }
  return { told, muted };
}

function muteReason(alert: Alert, mutes: Mutes): MuteReason | undefined {
  if (mutes.inhibitedBy(alert) !== undefined) return "inhibited";
  if (mutes.timeIntervals.length > 0) return "time interval";
  if (mutes.silencedBy(alert).length > 0) return "silenced";
  return undefined;
}
