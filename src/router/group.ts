import type { Labels } from "../alert/labels.ts";
import type { Route } from "../dispatch/route.ts";

/** Alerts that one route tells together, or what is left of them after the route went away. */
export interface Group {
  /** Receiver, route and group labels; the same after any deploy that keeps those. */
  readonly id: string;
  readonly receiver: string;
  /** Upstream's groupKey, as messages and logs show it. */
  readonly key: string;
  readonly labels: Labels;
  /** Undefined once no alert is routed here any more: such a group only tells how what it told before ended. */
  route: Route | undefined;
  groupIntervalMs: number;
  /** The first tick, epoch ms; the others follow every `groupIntervalMs`. */
  firstFlushAt: number;
  /** The last flush that took in a change, epoch ms; 0 before the first, and then storage does not know the group. */
  flushedAt: number;
  /** Time intervals that muted it at its last tick, as lists show them; undefined before the first tick in memory. */
  mutedBy?: readonly string[];
  /** Fingerprints. */
  readonly members: Set<string>;
  /** Members that the routing now sends elsewhere: only their end is still told here. */
  readonly leaving: Set<string>;
  /** Id of the group whose criticals this one tells to a fallback, because its own receiver did not take them. */
  readonly standsFor?: string;
}

/** What storage holds of a group; its members follow from the alerts and the routing. */
export interface StoredGroup {
  readonly id: string;
  readonly receiver: string;
  readonly key: string;
  readonly labels: Labels;
  readonly groupIntervalMs: number;
  readonly firstFlushAt: number;
  readonly flushedAt: number;
  readonly standsFor?: string;
}

export function storedGroup(group: Group): StoredGroup {
  const { id, receiver, key, labels, groupIntervalMs, firstFlushAt, flushedAt, standsFor } = group;
  const stored = { id, receiver, key, labels, groupIntervalMs, firstFlushAt, flushedAt };
  return standsFor === undefined ? stored : { ...stored, standsFor };
}
