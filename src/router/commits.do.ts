type Work = (now: number) => void;

interface Waiting {
  readonly work: Work;
  resolve(): void;
  reject(error: unknown): void;
}

/** Gathers the writes of requests that arrive together into one turn: the commit is what costs, not the statement. */
export class Commits {
  readonly #run: (works: readonly Work[]) => void;
  #waiting: Waiting[] = [];

  /** `run` does all of the works in one transaction, or throws and has done none. */
  constructor(run: (works: readonly Work[]) => void) {
    this.#run = run;
  }

  /** Resolves once the work is done; the platform's output gate then holds the answer until it is durable. */
  add(work: Work): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      // A microtask would gather nothing, as each request is a turn of its own.
      if (this.#waiting.length === 1) setTimeout(() => this.#flush(), 0);
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#attempt(waiting) || waiting.length === 1) return;
    // One bad body must not take its neighbours along.
    for (const one of waiting) this.#attempt([one]);
  }

  #attempt(waiting: readonly Waiting[]): boolean {
    try {
      this.#run(waiting.map(({ work }) => work));
      for (const { resolve } of waiting) resolve();
      return true;
    } catch (error) {
      if (waiting.length === 1) waiting[0]?.reject(error);
      return false;
    }
  }
}

/** What `run` does, within its transaction. */
export function runAll(works: readonly Work[], now: number): void {
  for (const work of works) work(now);
}
