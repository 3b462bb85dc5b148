import type { ProbeConfig } from "../config/config.ts";
import type { ProbeResult } from "./probe/probe.ts";
import type { Debugged } from "./prober-rpc.ts";
import type { ProberWorld } from "./prober-world.do.ts";
import { MAX_RUNS_AT_ONCE, Slots } from "./slots.ts";

/** A debug log is for one person's screen. */
export const MAX_DEBUG_STEPS = 200;
export const MAX_DEBUG_STEP_CHARS = 1_000;

/** Looks that somebody waits for. They have slots of their own, not to queue behind probes that hang. */
export class Looks {
  readonly #world: ProberWorld;
  readonly #slots = new Slots<() => void>(MAX_RUNS_AT_ONCE);
  readonly #looking = new Map<string, Promise<ProbeResult>>();

  constructor(world: ProberWorld) {
    this.#world = world;
  }

  /** Those who ask for the same probe while it runs share one look. */
  look(probe: ProbeConfig, region: string): Promise<ProbeResult> {
    const known = this.#looking.get(probe.name);
    if (known !== undefined) return known;
    const look = this.#inSlot(() => this.#world.run(probe, region)).finally(() => {
      this.#looking.delete(probe.name);
    });
    this.#looking.set(probe.name, look);
    return look;
  }

  async debug(probe: ProbeConfig, region: string): Promise<Debugged> {
    const steps: { atMs: number; text: string }[] = [];
    const result = await this.#inSlot(() => {
      const startedAt = Date.now();
      return this.#world.run(probe, region, (text) => {
        if (steps.length >= MAX_DEBUG_STEPS) return;
        const masked = this.#world.redact(text).slice(0, MAX_DEBUG_STEP_CHARS);
        steps.push({ atMs: Date.now() - startedAt, text: masked });
      });
    });
    return { result, steps };
  }

  async #inSlot<T>(work: () => Promise<T>): Promise<T> {
    const turn = new Promise<void>((resolve) => this.#slots.put(resolve));
    this.#slots.take()?.();
    await turn;
    try {
      return await work();
    } finally {
      this.#slots.release();
      this.#slots.take()?.();
    }
  }
}
