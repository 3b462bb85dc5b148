/** What a Prometheus posts in one request at the most (its notification queue's batch size). */
export const BATCH = 64;

/** Prometheus lets an alert end four evaluations after it was last seen, and so says another end each time. */
const LEASE_MS = 240_000;

/** Stands for endsAt in a text that was made once and is sent many times. */
const ENDS_AT = "@ends-at@";

export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

/** One moment for all: an alert that is sent again began when it began. */
const STARTS_AT = new Date().toISOString();

/** An alert as a Prometheus rule makes it, one of `instance`. */
export function alertOf(instance: string): PostableAlert {
  return {
    labels: { alertname: "HostHighCpu", instance, job: "node", severity: "warning", team: "infra" },
    annotations: {
      summary: `CPU of ${instance} is busy`,
      description: `CPU of ${instance} has been over 90 % for ten minutes; look at its processes.`,
    },
    startsAt: STARTS_AT,
    endsAt: ENDS_AT,
    generatorURL: "http://prometheus.example.test:9090/graph?g0.expr=cpu+%3E+0.9&g0.tab=1",
  };
}

/** Texts of bodies of `POST /api/v2/alerts`, which take their endsAt when they are sent. */
export class Resends {
  readonly #texts: readonly string[];
  #next = 0;

  constructor(alerts: readonly PostableAlert[], size: number) {
    this.#texts = chunks(alerts, size).map((chunk) => JSON.stringify(chunk));
  }

  get count(): number {
    return this.#texts.length;
  }

  /** The next body; after the last the first comes again, with another end. */
  next(now: number): string {
    const text = this.#texts[this.#next++ % this.#texts.length];
    if (text === undefined) throw new Error("Cannot send alerts again: there are none");
    return text.replaceAll(ENDS_AT, new Date(now + LEASE_MS).toISOString());
  }
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
