import type { MessageState } from "../receiver/receiver.ts";
import { isListed } from "./fingerprint-list.ts";

/** What one integration of one group was last told, and what it is still owed. Written only after a success or a final failure. */
export interface LogEntry {
  /** Fingerprints last told as firing. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /** Fingerprints last told as not renewed. */
  readonly unknown: readonly string[];
  /** Decided as firing and never delivered, because the row ended in failure. */
  readonly owed: readonly string[];
  /** Time of the last success, epoch ms; 0 before the first. */
  readonly at: number;
  readonly state?: MessageState;
}

export const EMPTY_ENTRY: LogEntry = { firing: [], resolved: [], unknown: [], owed: [], at: 0 };

/** Forgets alerts that ended without a word to this integration (muted, or it wants no resolves). */
export function forget(entry: LogEntry, fingerprints: ReadonlySet<string>): LogEntry {
  const keep = (list: readonly string[]) => list.filter((fingerprint) => !fingerprints.has(fingerprint));
  return { ...entry, firing: keep(entry.firing), unknown: keep(entry.unknown), owed: keep(entry.owed) };
}

/** Whether the integration believes, or is owed, that the alert fires. */
export function believesFiring(entry: LogEntry, fingerprint: string): boolean {
  return isListed(entry.firing, fingerprint) || isListed(entry.owed, fingerprint);
}

/** Whether the integration believes, or is owed, that the alert has not ended yet. */
export function mentions(entry: LogEntry, fingerprint: string): boolean {
  return believesFiring(entry, fingerprint) || isListed(entry.unknown, fingerprint);
}
