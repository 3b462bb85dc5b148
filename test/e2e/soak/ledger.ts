export type Status = "firing" | "resolved";

interface Delivery {
  readonly at: number;
  /** A provider may forget what nobody waited for: only what was heard counts as told. */
  readonly heard: boolean;
}

/** A state that a receiver was told once more. */
export interface Repeat {
  readonly receiver: string;
  readonly id: string;
  readonly status: Status;
  readonly firstAt: number;
  readonly at: number;
}

export interface Lost {
  readonly receiver: string;
  readonly id: string;
  readonly status: Status;
}

/** What was accepted, and what each receiver was told of it. An alert fires once and resolves once. */
export class Ledger {
  readonly #receivers: readonly string[];
  /** Moment of each state's 2xx, by alert. */
  readonly #accepted = new Map<string, Map<Status, number>>();
  readonly #told = new Map<string, Delivery[]>();

  constructor(receivers: readonly string[]) {
    this.#receivers = receivers;
  }

  accept(id: string, status: Status, at: number): void {
    const states = this.#accepted.get(id) ?? new Map<Status, number>();
    this.#accepted.set(id, states.set(status, at));
  }

  tell(receiver: string, id: string, status: Status, delivery: Delivery): void {
    const key = keyOf(receiver, id, status);
    this.#told.set(key, [...(this.#told.get(key) ?? []), delivery]);
  }

  /** States answered 2xx. */
  get accepted(): number {
    return [...this.#accepted.values()].reduce((sum, states) => sum + states.size, 0);
  }

  /** Tellings that a receiver took, repeats among them. */
  get delivered(): number {
    return [...this.#told.values()].reduce((sum, all) => sum + all.length, 0);
  }

  /** Whose last accepted state a receiver was never told. A firing that ended before it could be told is told with its end. */
  lost(): Lost[] {
    return this.#receivers.flatMap((receiver) =>
      [...this.#accepted].flatMap(([id, states]) => {
        const status = states.has("resolved") ? "resolved" : "firing";
        return this.#heardAt(receiver, id, status) === undefined ? [{ receiver, id, status } as const] : [];
      }),
    );
  }

  repeats(): Repeat[] {
    return [...this.#told].flatMap(([key, all]) => {
      const [receiver = "", id = "", status = ""] = key.split("\0");
      const inOrder = all.toSorted((a, b) => a.at - b.at);
      return inOrder.slice(1).map(({ at }, index) => {
        const firstAt = inOrder[index]?.at ?? at;
        return { receiver, id, status: status as Status, firstAt, at }; // as `keyOf` joined it
      });
    });
  }

  /** Longest time from a 2xx to the telling, in ms; 0 before any. A telling that overtook its 2xx took none. */
  worstLatencyMs(receiver: string): number {
    let worst = 0;
    for (const [id, states] of this.#accepted) {
      for (const [status, at] of states) {
        const heardAt = this.#heardAt(receiver, id, status);
        if (heardAt !== undefined) worst = Math.max(worst, heardAt - at);
      }
    }
    return worst;
  }

  #heardAt(receiver: string, id: string, status: Status): number | undefined {
    return this.#told.get(keyOf(receiver, id, status))?.find(({ heard }) => heard)?.at;
  }
}

function keyOf(receiver: string, id: string, status: Status): string {
  return [receiver, id, status].join("\0");
}
