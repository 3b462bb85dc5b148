/** Dead entries that the heap may hold beside as many as live ones; a lease lies in it for hours. */
export const MAX_DEAD_ENTRIES = 64;

/** What is due when: the earliest first. A binary heap; moved and deleted entries are dropped when they surface. */
export class DueQueue {
  readonly #at = new Map<string, number>();
  #heap: { readonly id: string; readonly at: number }[] = [];

  get size(): number {
    return this.#at.size;
  }

  /** Entries held, dead ones included. */
  get held(): number {
    return this.#heap.length;
  }

  ids(): Iterable<string> {
    return this.#at.keys();
  }

  at(id: string): number | undefined {
    return this.#at.get(id);
  }

  set(id: string, at: number): void {
    if (this.#at.get(id) === at) return;
    this.#at.set(id, at);
    this.#push({ id, at });
    this.#compact();
  }

  delete(id: string): void {
    if (this.#at.delete(id)) this.#compact();
  }

  /** The earliest moment at which anything is due. */
  next(): number | undefined {
    let top = this.#heap[0];
    while (top !== undefined && this.#at.get(top.id) !== top.at) {
      this.#pop();
      top = this.#heap[0];
    }
    return top?.at;
  }

  /** Takes out what is due at `now`, earliest first, at most `limit`. */
  takeDue(now: number, limit: number): string[] {
    const due: string[] = [];
    while (due.length < limit && (this.next() ?? Number.POSITIVE_INFINITY) <= now) {
      const top = this.#pop();
      if (top === undefined) break;
      this.#at.delete(top.id);
      due.push(top.id);
    }
    return due;
  }

  /** Whatever is ascending is a heap. */
  #compact(): void {
    if (this.#heap.length <= 2 * this.#at.size + MAX_DEAD_ENTRIES) return;
    this.#heap = [...this.#at].map(([id, at]) => ({ id, at })).sort((a, b) => a.at - b.at);
  }

  #push(entry: { readonly id: string; readonly at: number }): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): { readonly id: string; readonly at: number } | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (top !== undefined && last !== undefined && this.#heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(entry: { readonly id: string; readonly at: number }): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      if (right !== undefined && right.at < left.at) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || smaller.at >= entry.at) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = entry;
  }
}
