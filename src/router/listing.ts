import { type Alert, lastRenewedAt, type Source } from "../alert/alert.ts";
import type { Labels } from "../alert/labels.ts";
import { isEndless, isLive } from "../alert/lease.ts";
import { ok, type Result } from "../alert/result.ts";
import { timestampOf, toMilliseconds } from "../alert/timestamp.ts";
import { type AlertQuery, readFilter } from "./listing-filter.ts";
import { groupsOf } from "./release.ts";
import type { RouterState } from "./state.ts";

/** An alert as Alertmanager's v2 API shows it. */
export interface GettableAlert {
  readonly annotations: Labels;
  readonly endsAt: string;
  readonly fingerprint: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly startsAt: string;
  readonly status: {
    readonly inhibitedBy: readonly string[];
    /** Names of time intervals; of an alert in a group alone, because intervals mute routes. */
    readonly mutedBy: readonly string[];
    readonly silencedBy: readonly string[];
    readonly state: "active" | "suppressed";
  };
  readonly updatedAt: string;
  /** Absent when empty, as upstream leaves it out. */
  readonly generatorURL?: string;
  readonly labels: Labels;
}

/** What keeps an alert quiet now, whichever route takes it. */
export interface AlertStanding {
  readonly inhibitedBy: readonly string[];
  readonly silencedBy: readonly string[];
}

/** The alerts that fire now and that the query asks for, by fingerprint; or what is wrong with the query. */
export function listAlerts(
  state: RouterState,
  query: AlertQuery,
  now: number,
): Result<readonly GettableAlert[], string> {
  const filter = readFilter(query, state.config.receivers);
  if (!filter.ok) return filter;
  const shown = [...state.alerts.values()].flatMap((alert) => {
    // What rules alerts out at less cost comes first.
    if (!isFiring(alert, now) || !filter.value.matches(alert.labels)) return [];
    const receivers = receiversOf(state, alert);
    if (!filter.value.takesAnyOf(receivers)) return [];
    const standing = standingOf(state, alert, now);
    if (!filter.value.wants(standing)) return [];
    return [showAlert(state, alert, { ...standing, receivers, mutedBy: [] }, now)];
  });
  return ok(shown.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)));
}

/**
 * Whether upstream would list it: it has not ended. One that nobody renewed is not shown either, before and after we
 * call it stale, because its end as far as we know it is past.
 */
export function isFiring({ status, sources }: Alert, now: number): boolean {
  return status === "firing" && [...sources.values()].some((source) => isLive(source, now));
}

export function standingOf(state: RouterState, alert: Alert, now: number): AlertStanding {
  const source = state.inhibition.inhibitedBy(alert.fingerprint, alert.labels);
  return {
    inhibitedBy: source === undefined ? [] : [source],
    silencedBy: state.silences.silencedBy(alert.fingerprint, alert.labels, now),
  };
}

/** Receivers of the routes that take the alert, in match order: one of two routes is named twice, as upstream does. */
function receiversOf(state: RouterState, { fingerprint }: Alert): string[] {
  return groupsOf(state, fingerprint)
    .filter((group) => group.standsFor === undefined && !group.leaving.has(fingerprint))
    .map(({ receiver }) => receiver);
}

/** What a list knows of an alert beside the alert itself. */
interface Place extends AlertStanding {
  readonly receivers: readonly string[];
  readonly mutedBy: readonly string[];
}

export function showAlert(state: RouterState, alert: Alert, place: Place, now: number): GettableAlert {
  const { inhibitedBy, mutedBy, silencedBy } = place;
  const isQuiet = inhibitedBy.length + mutedBy.length + silencedBy.length > 0;
  return {
    annotations: alert.annotations,
    endsAt: endOf(alert, state.config.resolveTimeoutMs, now),
    fingerprint: alert.fingerprint,
    receivers: place.receivers.map((name) => ({ name })),
    startsAt: toMilliseconds(alert.startsAt),
    status: { inhibitedBy, mutedBy, silencedBy, state: isQuiet ? "suppressed" : "active" },
    updatedAt: timestampOf(lastRenewedAt(alert)).text,
    ...(alert.generatorURL !== "" && { generatorURL: alert.generatorURL }),
    labels: alert.labels,
  };
}

/** The last end that its senders named, or let us assume; what has none until we end it reads as if posted now without one. */
function endOf({ sources }: Alert, resolveTimeoutMs: number, now: number): string {
  const live = [...sources.values()].filter((source) => isLive(source, now));
  if (live.some(isEndless)) return timestampOf(now + resolveTimeoutMs).text;
  const ends = live.map((source) => ({ at: leaseEndOf(source, now), offset: source.endsOffset }));
  const last = ends.reduce((a, b) => (b.at > a.at ? b : a));
  return timestampOf(last.at, last.offset).text;
}

/** As it was last heard: after a wake a lease is trusted for longer, and that is our guess. */
function leaseEndOf({ leaseEndsAt, leaseMs, renewedAt }: Source, now: number): number {
  const heard = renewedAt + leaseMs;
  return heard > now ? heard : leaseEndsAt;
}
