import type { Alert } from "../alert/alert.ts";
import { compareLabelSets, type Labels, sortByLabels } from "../alert/labels.ts";
import { ok, type Result } from "../alert/result.ts";
import { compareUtf8 } from "../alert/utf8.ts";
import { mutedByTime } from "../timeinterval/time-interval.ts";
import type { Group } from "./group.ts";
import { type AlertStanding, type GettableAlert, isFiring, showAlert, standingOf } from "./listing.ts";
import { type AlertFilter, type AlertQuery, readFilter } from "./listing-filter.ts";
import type { RouterState } from "./state.ts";

/** A group of alerts as Alertmanager's v2 API shows it. */
export interface GettableGroup {
  readonly alerts: readonly GettableAlert[];
  readonly labels: Labels;
  readonly receiver: { readonly name: string };
}

/** An alert that is wanted, in however many groups. */
interface Wanted {
  readonly alert: Alert;
  readonly standing: AlertStanding;
  /** Of all groups that hold it and pass the filter, those that are left out for being muted among them. */
  readonly receivers: string[];
}

interface Chosen {
  readonly group: Group;
  readonly wanted: readonly Wanted[];
}

/** The groups with alerts that fire now and that the query asks for, in upstream's order; or what is wrong with the query. */
export function listGroups(
  state: RouterState,
  query: AlertQuery,
  now: number,
): Result<readonly GettableGroup[], string> {
  const filter = readFilter(query, state.config.receivers);
  if (!filter.ok) return filter;
  const shown = choose(state, filter.value, now).flatMap(({ group, wanted }) => {
    const mutedBy = mutedByOf(state, group, now);
    if (mutedBy.length > 0 && !filter.value.showsMuted) return [];
    const alerts = wanted.map(({ alert, standing, receivers }) =>
      showAlert(state, alert, { ...standing, receivers, mutedBy }, now),
    );
    return [{ alerts: sortByLabels(alerts), labels: group.labels, receiver: { name: group.receiver } }];
  });
  return ok(shown.sort(compareGroups));
}

/**
 * The groups that the routing makes, with those of their alerts that are wanted. Others are no part of upstream's view
 * and would show an alert where no route sends it: what is left of a group whose route is gone or does not take the alert
 * any more, and groups that tell a fallback what their receiver has not taken.
 */
function choose(state: RouterState, filter: AlertFilter, now: number): Chosen[] {
  const known = new Map<string, Wanted | undefined>();
  const wantedOf = (fingerprint: string) => {
    if (!known.has(fingerprint)) known.set(fingerprint, want(state, fingerprint, filter, now));
    return known.get(fingerprint);
  };
  const chosen: Chosen[] = [];
  for (const group of state.groups.values()) {
    if (group.standsFor !== undefined || !filter.takesReceiver(group.receiver)) continue;
    const routed = [...group.members].filter((fingerprint) => !group.leaving.has(fingerprint));
    const wanted = routed.map(wantedOf).filter((one) => one !== undefined);
    for (const { receivers } of wanted) receivers.push(group.receiver);
    if (wanted.length > 0) chosen.push({ group, wanted });
  }
  for (const one of known.values()) one?.receivers.sort(compareUtf8);
  return chosen;
}

function want(state: RouterState, fingerprint: string, filter: AlertFilter, now: number): Wanted | undefined {
  const alert = state.alerts.get(fingerprint);
  if (alert === undefined || !isFiring(alert, now) || !filter.matches(alert.labels)) return undefined;
  const standing = standingOf(state, alert, now);
  return filter.wants(standing) ? { alert, standing, receivers: [] } : undefined;
}

/** What its last tick found, as upstream shows it: until the next one nothing is told, whatever the clock says meanwhile. */
function mutedByOf(state: RouterState, group: Group, now: number): readonly string[] {
  if (group.mutedBy !== undefined) return group.mutedBy;
  const { route, flushedAt } = group;
  // After a restart, what its tick found is forgotten; before the first one nothing was muted.
  if (route === undefined || flushedAt === 0) return [];
  return mutedByTime(route.muteTimeIntervals, route.activeTimeIntervals, state.config.timeIntervals, now);
}

function compareGroups(a: GettableGroup, b: GettableGroup): number {
  return compareLabelSets(a.labels, b.labels) || compareUtf8(a.receiver.name, b.receiver.name);
}
