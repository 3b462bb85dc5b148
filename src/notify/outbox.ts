import type { NotifyReason } from "../receiver/receiver.ts";
import { isListed } from "./fingerprint-list.ts";

/** Which alerts a notification tells, by fingerprint. */
export interface Content {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly unknown: readonly string[];
  /** A repeat tells only these of `firing`; the log still holds them all. */
  readonly repeated?: readonly string[];
}

/** One unsent state of one group for one integration. A newer state takes its place. */
export interface OutboxRow {
  /** Names this place in the outbox from its first state until it is empty again; grows with time. */
  readonly delivery: number;
  readonly groupId: string;
  readonly integration: string;
  readonly content: Content;
  readonly reason: NotifyReason;
  /** When this state was decided, epoch ms. */
  readonly decidedAt: number;
  /** When the oldest undelivered state in this place was decided: the 24 hours count from here. */
  readonly firstDecidedAt: number;
  /** When the change that it tells was taken in, epoch ms. */
  readonly changedAt: number;
  readonly attempt: number;
  readonly nextAttemptAt: number;
  /** Grows with each replacement, so that a send knows whether it told the latest state. */
  readonly version: number;
  /** Firing once decided in this place and not delivered since. */
  readonly undelivered: readonly string[];
}

export function rowKey(groupId: string, integration: string): string {
  return `${groupId}\u0000${integration}`;
}

/** What a row key names. */
export function rowPlace(key: string): { readonly groupId: string; readonly integration: string } {
  // A group's id may hold the separator, an integration's key never does.
  const at = key.lastIndexOf("\u0000");
  return { groupId: key.slice(0, at), integration: key.slice(at + 1) };
}

/** Puts a newer state in the place of an unsent one: it keeps the wait and the age of the row that it replaces. */
export function replaceRow(previous: OutboxRow | undefined, next: OutboxRow): OutboxRow {
  if (previous === undefined) return next;
  return {
    ...next,
    delivery: previous.delivery,
    attempt: previous.attempt,
    nextAttemptAt: previous.nextAttemptAt,
    firstDecidedAt: previous.firstDecidedAt,
    changedAt: Math.min(previous.changedAt, next.changedAt),
    version: previous.version + 1,
    undelivered: [...new Set([...previous.undelivered, ...next.undelivered])],
  };
}

/** Whether the row tells of the alert or owes its firing: then it needs the alert's text. */
export function namesAlert(row: OutboxRow, fingerprint: string): boolean {
  const { firing, resolved, unknown } = row.content;
  return [firing, resolved, unknown, row.undelivered].some((list) => isListed(list, fingerprint));
}

/** The row without alerts that are let go; undefined when nothing is left to tell. */
export function withoutAlerts(row: OutboxRow, gone: ReadonlySet<string>): OutboxRow | undefined {
  const keep = (list: readonly string[]) => list.filter((fingerprint) => !gone.has(fingerprint));
  const { firing, resolved, unknown, repeated } = row.content;
  const kept = { firing: keep(firing), resolved: keep(resolved), unknown: keep(unknown) };
  const content: Content = repeated === undefined ? kept : { ...kept, repeated: keep(repeated) };
  const told = [content.repeated ?? content.firing, content.resolved, content.unknown];
  if (told.every((list) => list.length === 0)) return undefined;
  return { ...row, content, undelivered: keep(row.undelivered) };
}

export function sameContent(a: Content, b: Content): boolean {
  return sameSet(a.firing, b.firing) && sameSet(a.resolved, b.resolved) && sameSet(a.unknown, b.unknown);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const set = new Set(a);
  return b.every((item) => set.has(item));
}
