import { formatDuration } from "../../config/format-duration.ts";
import type { Delivery } from "../../router/delivery.ts";
import { answerOf } from "./happening.ts";
import { type PlannedRoute, waitOf } from "./plan.ts";
import type { Phase } from "./stage.ts";

/** Who must hear by one route. */
export interface Audience {
  readonly route: PlannedRoute;
  /** Integrations, by key. */
  readonly named: ReadonlySet<string>;
  /** Whether anybody must, whoever it is. */
  readonly isNeeded: boolean;
}

/** One phase of a drill as the edge tells it. */
export interface Telling {
  readonly phase: Phase;
  /** By the edge's clock, epoch ms: what was decided earlier tells something else. */
  readonly since: number;
  /** Deliveries up to this id were there before. */
  readonly floor: number;
  readonly audiences: readonly Audience[];
  readonly timeoutMs: number;
}

/** What is still waited for, until when by the edge's clock, and what to say when it has not come. */
export interface Awaited {
  readonly until: number;
  readonly says: string;
}

/** Of the alert's beginning everybody hears whom its routes name; where none names anybody, the edge file may. */
export function firingAudiences(routes: readonly PlannedRoute[]): Audience[] {
  const isEmpty = routes.every(({ wantsEnd }) => wantsEnd.size === 0);
  return routes.map((route) => ({ route, named: new Set(), isNeeded: isEmpty || route.wantsEnd.size > 0 }));
}

/** Of its end those hear who were told and want to. Of who is not in the routing file it is not known. */
export function resolvedAudiences(routes: readonly PlannedRoute[], told: readonly Delivery[]): Audience[] {
  return routes.map((route) => {
    const heard = told.filter((one) => isBy(route, one)).map(({ integration }) => integration);
    const named = new Set(heard.filter((key) => route.wantsEnd.get(key) === true));
    const isStandIn = heard.some((key) => !route.wantsEnd.has(key));
    return { route, named, isNeeded: isStandIn && [...route.wantsEnd.values()].includes(true) };
  });
}

/** Those of a list that tell this phase, oldest first. */
export function tellingOf({ since, floor, audiences }: Telling, listed: readonly Delivery[]): Delivery[] {
  const isOurs = (one: Delivery) =>
    Number(one.id) > floor &&
    Date.parse(one.decidedAt) >= since &&
    audiences.some(({ route }) => isBy(route, one));
  return listed.filter(isOurs).sort((a, b) => Number(a.id) - Number(b.id));
}

/** What is still to come; empty when everybody has heard, or never will. */
export function awaited(telling: Telling, told: readonly Delivery[]): Awaited[] {
  const { timeoutMs } = telling;
  const untold = telling.audiences.flatMap((audience) => undecided(telling, audience, told));
  const unfinished = told
    .filter(({ state }) => state === "waiting" || state === "retrying")
    .map((one) => ({ until: Date.parse(one.decidedAt) + timeoutMs, says: untaken(one, timeoutMs) }));
  return [...untold, ...unfinished];
}

function undecided(telling: Telling, audience: Audience, told: readonly Delivery[]): Awaited[] {
  const { phase, since, timeoutMs } = telling;
  const { route, named, isNeeded } = audience;
  const heard = new Set(told.filter((one) => isBy(route, one)).map(({ integration }) => integration));
  const missing = [...named].filter((key) => !heard.has(key));
  const who = missing.length > 0 ? missing : isNeeded && heard.size === 0 ? [route.receiver] : [];
  const waitMs = waitOf(route, phase) + timeoutMs;
  const what = phase === "firing" ? "the alert" : "its end";
  const says = `Nothing was decided to tell ${what} to ${who.join(", ")} within ${formatDuration(waitMs)}`;
  return who.length === 0 ? [] : [{ until: since + waitMs, says }];
}

function untaken({ integration, attempts }: Delivery, timeoutMs: number): string {
  const last = attempts.at(-1);
  const why = last === undefined ? "it was not tried yet" : answerOf(last);
  return `${integration} has not taken it within ${formatDuration(timeoutMs)}: ${why}`;
}

/** Why the drill fails although everything has come to its end. */
export function lost(told: readonly Delivery[]): string[] {
  return told.flatMap((one) => {
    const last = one.attempts.at(-1);
    if (one.state === "failed") return [`${one.integration} refused it: ${last ? answerOf(last) : "-"}`];
    return one.state === "withdrawn" ? [`${one.integration}: it was withdrawn before it was taken`] : [];
  });
}

function isBy({ receiver, groupKey }: PlannedRoute, delivery: Delivery): boolean {
  return delivery.receiver === receiver && delivery.groupKey === groupKey;
}
