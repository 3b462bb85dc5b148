import type { MessageState } from "../receiver/receiver.ts";
import { isListed } from "./fingerprint-list.ts";
import type { Content } from "./outbox.ts";

/** What one integration of one group was last told, and what it is still owed. Written only after a success or a final failure. */
export interface LogEntry {
  /** Fingerprints last told as firing. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /** Fingerprints last told as not renewed. */
  readonly unknown: readonly string[];
  /** Decided as firing and never delivered, because the row ended in failure. */
  readonly owed: readonly string[];
  /** A message that may have arrived, though no answer came, said otherwise of these than the lists above. */
  readonly doubted?: readonly string[];
  /** Time of the last success, epoch ms; 0 before the first. */
  readonly at: number;
  readonly state?: MessageState;
  /** When the message is looked after next, epoch ms; never, when absent. */
  readonly followUpAt?: number;
}

export const EMPTY_ENTRY: LogEntry = { firing: [], resolved: [], unknown: [], owed: [], at: 0 };

/** Forgets alerts that ended without a word to this integration (muted, or it wants no resolves). */
export function forget(entry: LogEntry, fingerprints: ReadonlySet<string>): LogEntry {
  const keep = (list: readonly string[]) => list.filter((fingerprint) => !fingerprints.has(fingerprint));
  const { firing, unknown, owed, doubted } = entry;
  const kept = { ...entry, firing: keep(firing), unknown: keep(unknown), owed: keep(owed) };
  return doubted === undefined ? kept : { ...kept, doubted: keep(doubted) };
}

/** Notes what a message with this content may have changed, if it arrived; the same entry when that is nothing. */
export function doubt(entry: LogEntry, content: Content): LogEntry {
  const isFiring = (fingerprint: string) => isListed(entry.firing, fingerprint);
  const isUnknown = (fingerprint: string) => isListed(entry.unknown, fingerprint);
  const otherwise = [
    ...content.firing.filter(isUnknown),
    ...content.unknown.filter(isFiring),
    ...content.resolved.filter((fingerprint) => isFiring(fingerprint) || isUnknown(fingerprint)),
  ];
  const known = new Set(entry.doubted);
  const added = otherwise.filter((fingerprint) => !known.has(fingerprint));
  return added.length === 0 ? entry : { ...entry, doubted: [...known, ...added] };
}

/** Whether the integration believes, or is owed, that the alert fires, and was told nothing else since. */
export function believesFiring(entry: LogEntry, fingerprint: string): boolean {
  if (isListed(entry.unknown, fingerprint)) return false;
  return isListed(entry.firing, fingerprint) || isListed(entry.owed, fingerprint);
}

/** Whether the integration believes, or is owed, that the alert has not ended yet. */
export function mentions(entry: LogEntry, fingerprint: string): boolean {
  return [entry.firing, entry.unknown, entry.owed].some((list) => isListed(list, fingerprint));
}
