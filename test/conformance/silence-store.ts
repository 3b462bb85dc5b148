import type { Matcher } from "../../src/alert/matcher.ts";
import { decideSet } from "../../src/silence/set.ts";
import {
  expire,
  isGarbage,
  type Silence,
  type SilenceState,
  silenceState,
} from "../../src/silence/silence.ts";
import { sample } from "../unit/silence/sample.ts";
import { compile } from "./table.ts";

/** A matcher as the tables of silences write it. */
export type NamedMatcher = Pick<Matcher, "name" | "op" | "value">;

export function compileNamed({ name, op, value }: NamedMatcher): Matcher {
  return compile([name, op, value]);
}

/** A silence as a table shows it: times in seconds from the beginning, names for ids. */
export interface Shown {
  readonly id: string;
  readonly state: SilenceState;
  readonly startsAtRel: number;
  readonly endsAtRel: number;
  readonly updatedAtRel: number;
  readonly expiresAtRel: number;
  readonly matcherSets: NamedMatcher[][];
  readonly comment: string;
}

/** What a scenario does next. */
export interface Do {
  readonly op: "set" | "sleep" | "expire" | "gc";
  /** The name of the silence that is made, if one is. */
  readonly ref?: string;
  readonly id?: string;
  readonly matchers?: NamedMatcher[];
  readonly comment?: string;
  /** A silence whose start or end the body carries. */
  readonly startOf?: string;
  readonly endOf?: string;
  readonly startsAtRel?: number | null;
  readonly endsAtRel?: number | null;
}

export interface Result {
  readonly id?: string;
  readonly newId?: boolean;
  readonly error?: string;
  readonly removed?: number;
}

/** Go's zero time, which stands for a time that nobody gave. */
export const UNSET = Date.UTC(-1, 0);
const START = Date.UTC(2024, 0, 1);
export const at = (rel: number) => START + rel * 1000;

/** A store as the router keeps one: a map, the clock, and names for ids. */
export class SilenceStore {
  readonly silences = new Map<string, Silence>();
  readonly #retentionMs: number;

  constructor(retentionSeconds: number) {
    this.#retentionMs = retentionSeconds * 1000;
  }

  /** `now` is the moment after the step; only sleeping takes time. */
  run(step: Do, now: number): Result {
    switch (step.op) {
      case "sleep":
        return {};
      case "expire":
        return this.#expire(step.id ?? "", now);
      case "gc":
        return { removed: this.#collect(now) };
      case "set":
        return this.#set(step, now);
    }
  }

  #set(step: Do, now: number): Result {
    const { startsAtRel: starts, endsAtRel: ends, ref = "", comment = "" } = step;
    const next = sample({
      id: step.id ?? "",
      matchers: (step.matchers ?? []).map(compileNamed),
      startsAt: this.silences.get(step.startOf ?? "")?.startsAt ?? (starts == null ? UNSET : at(starts)),
      endsAt: this.silences.get(step.endOf ?? "")?.endsAt ?? (ends == null ? UNSET : at(ends)),
      comment,
    });
    const decided = decideSet(this.silences.get(next.id), next, now, ref, { size: 0, bytes: 0 });
    if (!decided.ok) return { error: decided.error };
    for (const silence of decided.value.write) this.silences.set(silence.id, silence);
    return { id: decided.value.id, newId: decided.value.id === ref };
  }

  #expire(id: string, now: number): Result {
    const silence = this.silences.get(id);
    if (silence === undefined) return { error: "silence not found" };
    this.silences.set(id, expire(silence, now));
    return {};
  }

  #collect(now: number): number {
    const garbage = [...this.silences.values()].filter((one) => isGarbage(one, now, this.#retentionMs));
    for (const { id } of garbage) this.silences.delete(id);
    return garbage.length;
  }

  shown(now: number): Shown[] {
    return [...this.silences.values()].map((silence) => ({
      id: silence.id,
      state: silenceState(silence, now),
      startsAtRel: (silence.startsAt - START) / 1000,
      endsAtRel: (silence.endsAt - START) / 1000,
      updatedAtRel: (silence.updatedAt - START) / 1000,
      expiresAtRel: (silence.endsAt + this.#retentionMs - START) / 1000,
      matcherSets: [silence.matchers.map(({ name, op, value }) => ({ name, op, value }))],
      comment: silence.comment,
    }));
  }
}
