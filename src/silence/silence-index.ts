import type { Labels } from "../alert/labels.ts";
import { type Matcher, matchesAll } from "../alert/matcher.ts";
import { Filing } from "./filing.ts";
import { silenceBytes } from "./limits.ts";
import { type Silence, silenceState } from "./silence.ts";

/** Alerts whose matching silences are remembered: as many as one body may hold. The oldest is forgotten first. */
export const MAX_REMEMBERED_ALERTS = 20_000;

/** One version of a silence. An update makes another, so what is remembered of the old one dies with it. */
interface Entry {
  readonly silence: Silence;
  readonly bytes: number;
  /** Counts up: an alert that was asked about at a version has only the later entries to try. */
  readonly version: number;
  /** Cheap ones first. */
  readonly matchers: readonly Matcher[];
  live: boolean;
}

/** The entries that match an alert, of all entries up to a version. */
interface Remembered {
  readonly version: number;
  readonly entries: readonly Entry[];
}

/**
 * The silences of a tenant. A new alert tries only the silences that its label values lead to; a known alert tries
 * only silences written since it was last asked about.
 */
export class SilenceIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #filing = new Filing<Entry>();
  readonly #remembered = new Map<string, Remembered>();
  /** Live entries by version, with dead ones among them until the next sweep. */
  #log: Entry[] = [];
  #version = 0;
  #bytes = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** What all silences take up together. */
  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): Silence | undefined {
    return this.#entries.get(id)?.silence;
  }

  *values(): IterableIterator<Silence> {
    for (const { silence } of this.#entries.values()) yield silence;
  }

  /** Adds a silence, or puts it in the place of the one with its id. */
  set(silence: Silence): void {
    this.delete(silence.id);
    this.#version += 1;
    const matchers = silence.matchers.toSorted((a, b) => cost(a) - cost(b));
    const bytes = silenceBytes(silence);
    const entry: Entry = { silence, bytes, version: this.#version, matchers, live: true };
    this.#entries.set(silence.id, entry);
    this.#filing.add(entry);
    this.#bytes += bytes;
    this.#log.push(entry);
    if (this.#log.length > 2 * this.#entries.size) this.#log = this.#log.filter(({ live }) => live);
  }

  delete(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.live = false;
    this.#entries.delete(id);
    this.#filing.delete(entry);
    this.#bytes -= entry.bytes;
  }

  /** The ids of the active silences that match this alert, sorted. */
  silencedBy(fingerprint: string, labels: Labels, now: number): readonly string[] {
    if (this.#entries.size === 0) return [];
    const active = this.#matching(fingerprint, labels).filter(
      ({ live, silence }) => live && silenceState(silence, now) === "active",
    );
    return active.map(({ silence }) => silence.id).sort();
  }

  /** Frees what is remembered of an alert that is gone. */
  forget(fingerprint: string): void {
    this.#remembered.delete(fingerprint);
  }

  /** The next moment after `now` at which a silence starts or ends. */
  nextEdge(now: number): number | undefined {
    let next: number | undefined;
    for (const { silence } of this.#entries.values()) {
      for (const edge of [silence.startsAt, silence.endsAt]) {
        if (edge > now && (next === undefined || edge < next)) next = edge;
      }
    }
    return next;
  }

  #matching(fingerprint: string, labels: Labels): readonly Entry[] {
    const known = this.#remembered.get(fingerprint);
    if (known?.version === this.#version) return known.entries;
    const entries = known === undefined ? this.#find(labels) : this.#refresh(known, labels);
    this.#remember(fingerprint, entries);
    return entries;
  }

  #find(labels: Labels): Entry[] {
    return this.#filing.candidates(labels).filter(({ matchers }) => matchesAll(matchers, labels));
  }

  #refresh(known: Remembered, labels: Labels): Entry[] {
    const entries = known.entries.filter(({ live }) => live);
    for (const entry of this.#since(known.version)) {
      if (matchesAll(entry.matchers, labels)) entries.push(entry);
    }
    return entries;
  }

  *#since(version: number): IterableIterator<Entry> {
    for (let index = this.#log.length - 1; index >= 0; index -= 1) {
      const entry = this.#log[index];
      if (entry === undefined || entry.version <= version) return;
      if (entry.live) yield entry;
    }
  }

  #remember(fingerprint: string, entries: readonly Entry[]): void {
    this.#remembered.set(fingerprint, { version: this.#version, entries });
    if (this.#remembered.size <= MAX_REMEMBERED_ALERTS) return;
    const oldest = this.#remembered.keys().next();
    if (!oldest.done) this.#remembered.delete(oldest.value);
  }
}

function cost(matcher: Matcher): number {
  return matcher.op === "=" || matcher.op === "!=" ? 0 : 1;
}
