import { randomFrom, shuffled } from "../harness/random.ts";

/** Choices that the same seed makes again. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error("Cannot pick one of nothing");
    return items[Math.floor(this.#random() * items.length)] as T; // within its bounds
  }

  /** Up to `most` different ones, at least `least` while there are so many. */
  some<T>(items: readonly T[], least: number, most: number): T[] {
    return shuffled(items, this.#random).slice(0, this.whole(least, Math.max(least, most)));
  }

  /** One of the names, by their weights. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]; // the keys are K's
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return this.pick(entries)[0];
  }

  /** The value in so many cases, undefined in the others. */
  maybe<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined;
  }
}
