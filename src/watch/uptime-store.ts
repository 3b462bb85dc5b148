import { FLAPPING_WINDOW_MS, type Flip, nextFlip, type Subject, type SubjectState } from "./flip.ts";
import type { ProbeState } from "./probe/probe.ts";
import { type Day, FLIP_RETENTION_MS, MAX_FLIPS_PER_SUBJECT, rollUp } from "./rollup.ts";
import type { Sql } from "./sql.ts";

/** For the migrations of whoever holds the storage. */
export const UPTIME_TABLES: readonly string[] = [
  `CREATE TABLE flips (
    subject TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, muted INTEGER NOT NULL, cause TEXT NOT NULL,
    PRIMARY KEY (subject, at)) WITHOUT ROWID`,
  `CREATE TABLE uptime_days (
    subject TEXT NOT NULL, day INTEGER NOT NULL, up_ms INTEGER NOT NULL, down_ms INTEGER NOT NULL,
    muted_ms INTEGER NOT NULL, unknown_ms INTEGER NOT NULL, incidents INTEGER NOT NULL,
    PRIMARY KEY (subject, day)) WITHOUT ROWID`,
];

/** A subject with too many flips is rolled up to so many below the limit, lest every sweep do it again. */
export const SWEEP_SPARE_FLIPS = 100;

type FlipRow = { subject: string; at: number; state: string; muted: number; cause: string };
type DayRow = {
  subject: string;
  day: number;
  up_ms: number;
  down_ms: number;
  muted_ms: number;
  unknown_ms: number;
  incidents: number;
};

/** A subject's record: rolled-up days, then flips, both oldest first. */
export interface History {
  readonly days: readonly Day[];
  readonly flips: readonly Flip[];
}

/** Flips in SQLite: no row for a result, one for a change. The caller has opened the transaction. */
export class UptimeStore {
  readonly #sql: Sql;
  /** Undefined for one that is known to have none. */
  readonly #last = new Map<Subject, Flip | undefined>();
  /** As read: a scrape asks for all of them every few seconds. */
  readonly #histories = new Map<Subject, History>();
  /** Statements' `rowsWritten`, summed: what the platform bills. */
  rowsWritten = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  last(subject: Subject): Flip | undefined {
    if (!this.#last.has(subject)) this.#last.set(subject, this.#newest(subject));
    return this.#last.get(subject);
  }

  /** Takes in what is told of a subject, changed or not; true when it was a flip. */
  observe(standing: SubjectState, now: number): boolean {
    const last = this.last(standing.subject);
    if (nextFlip(last, now, standing, 0) === undefined) return false;
    const flip = nextFlip(last, now, standing, this.#countSince(standing.subject, now - FLAPPING_WINDOW_MS));
    if (flip === undefined) return false;
    this.#put(flip);
    this.#last.set(flip.subject, flip);
    return true;
  }

  history(subject: Subject): History {
    const known = this.#histories.get(subject);
    if (known !== undefined) return known;
    const history = this.#read(subject);
    this.#histories.set(subject, history);
    return history;
  }

  /** Keeps the tables small: rolls up what is too much, drops what is too old. `subjects` are those still watched. */
  sweep(subjects: ReadonlySet<Subject>, now: number): void {
    const before = now - FLIP_RETENTION_MS;
    const counts = this.#sql.exec<{ subject: string; flips: number }>(
      "SELECT subject, count(*) AS flips FROM flips GROUP BY subject",
    );
    for (const { subject: text, flips } of counts.toArray()) {
      const subject = subjectOf(text);
      if (flips > MAX_FLIPS_PER_SUBJECT) this.#rollUp(subject, now);
      this.#forgetBefore(before, subject, subjects.has(subject));
    }
    this.#write("DELETE FROM uptime_days WHERE day < ?", before);
  }

  #rollUp(subject: Subject, now: number): void {
    const { days, drop, carry } = rollUp(
      this.#flips(subject),
      MAX_FLIPS_PER_SUBJECT - SWEEP_SPARE_FLIPS,
      now,
    );
    this.#histories.delete(subject);
    for (const day of days) this.#putDay(day);
    const newest = drop.at(-1);
    if (newest !== undefined) this.#write("DELETE FROM flips WHERE subject = ? AND at <= ?", subject, newest);
    if (carry !== undefined) this.#put(carry);
  }

  /** The newest old flip of a watched subject stays: it is the state in which what follows begins. */
  #forgetBefore(before: number, subject: Subject, isWatched: boolean): void {
    const newest = this.#newest(subject, before);
    if (newest === undefined) return;
    this.#write("DELETE FROM flips WHERE subject = ? AND at < ?", subject, newest.at + (isWatched ? 0 : 1));
    this.#histories.delete(subject);
    this.#last.delete(subject);
  }

  #newest(subject: Subject, before = Number.MAX_SAFE_INTEGER): Flip | undefined {
    const rows = this.#sql.exec<FlipRow>(
      "SELECT * FROM flips WHERE subject = ? AND at < ? ORDER BY at DESC LIMIT 1",
      ...[subject, before],
    );
    return rows.toArray().map(flipOf)[0];
  }

  #read(subject: Subject): History {
    const days = this.#sql.exec<DayRow>("SELECT * FROM uptime_days WHERE subject = ? ORDER BY day", subject);
    return { days: days.toArray().map(dayOf), flips: this.#flips(subject) };
  }

  #flips(subject: Subject): Flip[] {
    const rows = this.#sql.exec<FlipRow>("SELECT * FROM flips WHERE subject = ? ORDER BY at", subject);
    return rows.toArray().map(flipOf);
  }

  #countSince(subject: Subject, from: number): number {
    const rows = this.#sql.exec<{ flips: number }>(
      "SELECT count(*) AS flips FROM flips WHERE subject = ? AND at >= ?",
      ...[subject, from],
    );
    return rows.toArray()[0]?.flips ?? 0;
  }

  #put({ subject, at, state, muted, cause }: Flip): void {
    this.#histories.delete(subject);
    this.#write(
      "INSERT OR REPLACE INTO flips VALUES (?, ?, ?, ?, ?)",
      subject,
      at,
      state,
      muted ? 1 : 0,
      cause,
    );
  }

  #putDay({ subject, day, upMs, downMs, mutedMs, unknownMs, incidents }: Day): void {
    this.#write(
      "INSERT OR REPLACE INTO uptime_days VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[subject, day, upMs, downMs, mutedMs, unknownMs, incidents],
    );
  }

  #write(query: string, ...bindings: SqlStorageValue[]): void {
    this.rowsWritten += this.#sql.exec(query, ...bindings).rowsWritten;
  }
}

function flipOf({ subject, at, state, muted, cause }: FlipRow): Flip {
  return { subject: subjectOf(subject), at, state: stateOf(state), muted: muted === 1, cause };
}

function dayOf(row: DayRow): Day {
  const { subject, day, up_ms, down_ms, muted_ms, unknown_ms, incidents } = row;
  const total = { upMs: up_ms, downMs: down_ms, mutedMs: muted_ms, unknownMs: unknown_ms };
  return { subject: subjectOf(subject), day, incidents, ...total };
}

/** Only subjects and states are ever written there. */
function subjectOf(text: string): Subject {
  return text as Subject;
}

function stateOf(text: string): ProbeState {
  return text as ProbeState;
}
