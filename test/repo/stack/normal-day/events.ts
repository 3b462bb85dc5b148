import { at, during } from "./series.ts";

/** What happens on a normal day, in its order. */
export const BACKUP = { at: at(2), minutes: 45 };
/** The agent installs updates and restarts; what runs there needs a minute more. */
export const REBOOT = { at: at(3, 30), minutes: 3 };
/** Bastion's certificates were made in one go and reach their last 30 days together; the agent's are younger. */
export const RENEWAL = { due: at(5), done: at(10, 15) };
/** They read theirs at start alone. */
export const RESTARTED: readonly string[] = ["traefik", "grafana"];
/** `stack up` with newer images: what it makes anew does not answer for two minutes each. */
export const UPGRADE: ReadonlyMap<string, number> = new Map([
  ["alertmanager", at(10, 16)],
  ["loki", at(10, 18)],
  ["tempo", at(10, 21)],
  ["alloy", at(10, 24)],
  ["grafana", at(10, 27)],
  ["traefik", at(10, 31)],
]);
export const UPGRADE_MINUTES = 2;
/** Training, from lunch to supper. */
export const GPU_JOB = { at: at(12, 30), minutes: 6 * 60 };
/** One probe that fails, as one does now and then. */
export const BLIP = at(15, 47);

export const AGENT = "monster";

/** Whether a host's exporters answer. */
export function isGone(host: string, minute: number): boolean {
  return host === AGENT && during(minute, REBOOT.at, REBOOT.minutes);
}

export function isBeingUpgraded(service: string, minute: number): boolean {
  const from = UPGRADE.get(service);
  return from !== undefined && during(minute, from, UPGRADE_MINUTES);
}

export function bootOf(host: string): number | undefined {
  return host === AGENT ? REBOOT.at + REBOOT.minutes - 1 : undefined;
}

/** Yesterday's backup is in the window of today's rules. */
export function isBackingUp(minute: number): boolean {
  return [BACKUP.at - 1_440, BACKUP.at].some((from) => during(minute, from, BACKUP.minutes));
}
