import { fingerprint } from "../alert/fingerprint.ts";

/**
 * Starts lie on multiples of this, so that a prober rings at most 17,280 times a day however many probes it has:
 * every alarm is a row written and a request, of 100,000 each a day on the free plan (Durable Objects pricing).
 */
export const SLOT_MS = 5_000;

/** What of a probe decides when it starts. */
export interface Periodic {
  readonly name: string;
  readonly intervalMs: number;
}

export interface Start {
  readonly name: string;
  /** When it should have started; never later than the moment at which it was taken. */
  readonly dueAt: number;
}

interface Entry {
  readonly name: string;
  readonly grid: Grid;
  dueAt: number;
}

/** A probe's starts: every `intervalMs` from `offsetMs` after the epoch, each rounded down to its slot. */
export interface Grid {
  readonly intervalMs: number;
  readonly offsetMs: number;
}

/**
 * When each probe starts. Starts lie on a fixed grid: a late run does not move the next one, and starts that were
 * missed are not made up for.
 */
export class Schedule {
  readonly #entries: Entry[];

  /** Everything that was due before `from` is taken to have run. */
  constructor(probes: readonly Periodic[], from: number) {
    this.#entries = [...spread(probes)].map(([name, grid]) => {
      return { name, grid, dueAt: startFrom(grid, from) };
    });
  }

  /** When the next probe is due; in the past when one is late. */
  nextAt(): number | undefined {
    let next: number | undefined;
    for (const { dueAt } of this.#entries) next = Math.min(next ?? dueAt, dueAt);
    return next;
  }

  /** Takes out what is due at `now`, longest overdue first, at most `limit`. */
  takeDue(now: number, limit: number): Start[] {
    const due = this.#entries.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    return due.slice(0, limit).map((entry) => {
      const start = { name: entry.name, dueAt: entry.dueAt };
      entry.dueAt = startFrom(entry.grid, now + 1);
      return start;
    });
  }
}

/**
 * Spreads the starts of probes with one interval evenly over it, in an order that scatters neighbours by name: those
 * of one machine hang together. Each interval begins a little later than the one before, lest their first starts meet.
 */
export function spread(probes: readonly Periodic[]): Map<string, Grid> {
  const byInterval = Map.groupBy(scattered(probes), ({ intervalMs }) => intervalMs);
  const grids = new Map<string, Grid>();
  [...byInterval].forEach(([intervalMs, group], groupIndex) => {
    const stepMs = intervalMs / group.length;
    const phaseMs = (stepMs * groupIndex) / byInterval.size;
    group.forEach(({ name }, index) => {
      grids.set(name, { intervalMs, offsetMs: Math.floor(index * stepMs + phaseMs) });
    });
  });
  return grids;
}

function scattered(probes: readonly Periodic[]): Periodic[] {
  // FNV's last digits vary most.
  const keyOf = ({ name }: Periodic) => [...fingerprint({ probe: name })].reverse().join("");
  const keyed = probes.map((probe) => ({ probe, key: keyOf(probe) }));
  const sorted = keyed.sort((a, b) => a.probe.intervalMs - b.probe.intervalMs || (a.key < b.key ? -1 : 1));
  return sorted.map(({ probe }) => probe);
}

/** The first start of the grid at or after `at`. */
export function startFrom({ intervalMs, offsetMs }: Grid, at: number): number {
  let turn = Math.floor((at - offsetMs) / intervalMs);
  for (;;) {
    const start = Math.floor((turn * intervalMs + offsetMs) / SLOT_MS) * SLOT_MS;
    if (start >= at) return start;
    turn += 1;
  }
}
