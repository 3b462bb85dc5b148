import type { Alert, Source } from "../alert/alert.ts";
import { isLive, leaseAfterWake, WAKE_GRACE_MS, withGrace } from "../alert/lease.ts";

export interface Awoken {
  readonly alert: Alert;
  /** A respite was given that storage does not know of yet. */
  readonly isNewGrace: boolean;
}

/**
 * An alert as storage held it, with the leases to trust now. A respite is given only where the verdict hangs on it:
 * while another sender keeps the alert firing, one that fell silent may stay so.
 */
export function awake(stored: Alert, now: number): Awoken {
  // What was found stale or resolved is not alive again because we slept.
  if (stored.status !== "firing") return { alert: stored, isNewGrace: false };
  const trusted = mapSources(stored, leaseAfterWake);
  if (values(trusted).some((source) => isLive(source, now))) return { alert: trusted, isNewGrace: false };
  const alert = mapSources(trusted, (source) => withGrace(source, now));
  return {
    alert,
    isNewGrace: values(alert).some(({ graceEndsAt }) => graceEndsAt === now + WAKE_GRACE_MS),
  };
}

function mapSources(alert: Alert, change: (source: Source) => Source): Alert {
  return {
    ...alert,
    sources: new Map([...alert.sources].map(([sender, source]) => [sender, change(source)])),
  };
}

function values(alert: Alert): Source[] {
  return [...alert.sources.values()];
}
