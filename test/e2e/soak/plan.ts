/** What goes wrong in a soak, and when: the same for the same numbers. Times count from its start. */
export interface Plan {
  readonly kills: readonly Kill[];
  readonly outages: readonly Outage[];
  /** When the long silence of one provider begins and ends. */
  readonly silence: { readonly from: number; readonly to: number };
}

export interface Kill {
  readonly at: number;
  readonly victim: "worker" | "front";
}

export interface Outage {
  readonly from: number;
  readonly to: number;
  readonly kind: OutageKind;
}

export const OUTAGE_KINDS = ["rate limited", "server error", "hang", "reset", "refused"] as const;
export type OutageKind = (typeof OUTAGE_KINDS)[number];

/** Between two kills: time enough to rise again, and to do something that the next one can destroy. */
const KILL_EVERY_MS = [8_000, 20_000] as const;
/** Each so many kills one is the front's; it takes its worker along. */
const FRONT_EACH = 4;

const OUTAGE_EVERY_MS = [3_000, 10_000] as const;
const OUTAGE_LASTS_MS = [3_000, 8_000] as const;

/** Of the whole time, in its midst: long enough for the waits between attempts to have grown. */
const SILENCE_SHARE = 0.25;

/** Nothing goes wrong in the last part, so that an end can be waited for. */
const CALM_SHARE = 0.1;

export function planOf(lastsMs: number, random: () => number): Plan {
  const end = lastsMs * (1 - CALM_SHARE);
  const kills = moments(KILL_EVERY_MS, end, random).map((at, index) => {
    return { at, victim: index % FRONT_EACH === FRONT_EACH - 1 ? "front" : "worker" } as const;
  });
  const middle = lastsMs / 2;
  const half = (lastsMs * SILENCE_SHARE) / 2;
  return { kills, outages: outagesUntil(end, random), silence: { from: middle - half, to: middle + half } };
}

function moments(every: readonly [number, number], end: number, random: () => number): number[] {
  const found: number[] = [];
  for (let at = between(every, random); at < end; at += between(every, random)) found.push(at);
  return found;
}

/** Each kind once before any comes again. */
function outagesUntil(end: number, random: () => number): Outage[] {
  const outages: Outage[] = [];
  for (let from = between(OUTAGE_EVERY_MS, random); from < end; ) {
    const kind = OUTAGE_KINDS[outages.length % OUTAGE_KINDS.length] ?? "hang";
    const to = Math.min(end, from + between(OUTAGE_LASTS_MS, random));
    outages.push({ from, to, kind });
    from = to + between(OUTAGE_EVERY_MS, random);
  }
  return outages;
}

export function between([least, most]: readonly [number, number], random: () => number): number {
  return least + random() * (most - least);
}
