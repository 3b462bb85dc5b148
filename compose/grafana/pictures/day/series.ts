/** Minutes of the day that is drawn; those before it are negative. */
export const DAY = 1_440;
/** How far back each series goes: a day with what its rates begin with, and what predictions are made from. */
const HISTORY_MINUTES = { day: 120, week: 6 * DAY, fortnight: 13 * DAY } as const;
/** Rules look back five minutes, and need two samples in it. */
const COARSE_MINUTES = 2;

export type Labels = Readonly<Record<string, string>>;

/** Undefined: nothing was scraped. */
export type AtMinute = (minute: number) => number | undefined;

export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly at: AtMinute;
  /** A counter adds up what `at` says for each minute, and begins again with 0 at each restart. */
  readonly restarts?: readonly number[];
  readonly since: keyof typeof HISTORY_MINUTES;
}

/** The minutes of samples: each of the day, and every second one before it. */
export function minutesOf({ since }: Pick<Series, "since">): readonly number[] {
  const from = -HISTORY_MINUTES[since];
  const before = Array.from({ length: -from / COARSE_MINUTES }, (_, step) => from + COARSE_MINUTES * step);
  return [...before, ...Array.from({ length: DAY + 1 }, (_, minute) => minute)];
}

/** What Prometheus has of a series. */
export function samplesOf(series: Series): readonly (readonly [minute: number, value: number])[] {
  const minutes = minutesOf(series);
  if (series.restarts === undefined) return present(minutes, series.at);
  const restarts = new Set(series.restarts);
  let [sum, last] = [0, minutes[0] ?? 0];
  return present(minutes, (minute) => {
    if (restarts.has(minute)) sum = 0;
    const rate = series.at(minute);
    sum += (rate ?? 0) * (minute - last);
    last = minute;
    return rate === undefined ? undefined : sum;
  });
}

function present(minutes: readonly number[], at: AtMinute): readonly (readonly [number, number])[] {
  return minutes.flatMap((minute) => {
    const value = at(minute);
    return value === undefined ? [] : [[minute, value] as const];
  });
}

/** Series of one target, in few words. */
export class Target {
  readonly #all: Series[] = [];
  readonly #labels: Labels;
  readonly #isGone: (minute: number) => boolean;
  readonly #restarts: readonly number[];
  readonly #since: Series["since"];

  constructor(
    labels: Labels,
    options: {
      readonly isGone?: (minute: number) => boolean;
      readonly restarts?: readonly number[];
      readonly since?: Series["since"];
    } = {},
  ) {
    this.#labels = labels;
    this.#isGone = options.isGone ?? (() => false);
    this.#restarts = options.restarts ?? [];
    this.#since = options.since ?? "day";
  }

  gauge(name: string, value: number | AtMinute, labels: Labels = {}): this {
    this.#all.push(this.#series(name, value, labels));
    return this;
  }

  /** `perMinute` is what it rises by. */
  counter(name: string, perMinute: number | AtMinute, labels: Labels = {}): this {
    this.#all.push({ ...this.#series(name, perMinute, labels), restarts: this.#restarts });
    return this;
  }

  get all(): readonly Series[] {
    return this.#all;
  }

  #series(name: string, value: number | AtMinute, labels: Labels): Series {
    const at: AtMinute = typeof value === "number" ? () => value : value;
    return {
      name,
      labels: { ...this.#labels, ...labels },
      at: (minute) => (this.#isGone(minute) ? undefined : at(minute)),
      since: this.#since,
    };
  }
}
