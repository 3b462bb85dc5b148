import type { HeartbeatConfig } from "../../../src/config/config.ts";
import { armHeartbeat, type HeartbeatState, nextDeadline, ping } from "../../../src/watch/heartbeat.ts";
import { lookAtHeartbeats } from "../../../src/watch/heartbeats.ts";
import { SOURCE, START } from "./watched.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A heartbeat and the moments at which its pings stand before our door, whether or not anybody opens. */
export interface Sender {
  readonly config: HeartbeatConfig;
  readonly knocks: readonly number[];
}

export interface World {
  readonly until: number;
  readonly senders: readonly Sender[];
  /** When we were not running. In order, and apart from each other. */
  readonly absences: readonly Span[];
  /** How late an alarm rings. */
  readonly latencyMs: () => number;
  /** Whether a process that starts knows when it did. */
  readonly knowsItsStart: boolean;
}

export interface Change {
  readonly name: string;
  readonly at: number;
  readonly status: HeartbeatState["status"];
}

/** What a Durable Object does with the heartbeats, on a simulated clock: rows, one alarm, and deaths without a word. */
export class SimulatedWatch {
  readonly changes: Change[] = [];
  readonly drifting = new Set<string>();
  rows = 0;
  pings = 0;
  mostRowsOfAPing = 0;
  #states: readonly HeartbeatState[];
  #armedAt: number | null = null;
  #hearsSince = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#states = world.senders.map(({ config }) => armHeartbeat(config, START));
    this.#arm(START);
  }

  run(): void {
    const next = this.#world.senders.map(() => 0);
    let absence = 0;
    for (;;) {
      const knocks = next.map(
        (index, i) => this.#world.senders[i]?.knocks[index] ?? Number.POSITIVE_INFINITY,
      );
      const knockAt = Math.min(...knocks);
      const away = this.#world.absences[absence] ?? { from: Number.POSITIVE_INFINITY, to: 0 };
      const now = Math.min(knockAt, this.#armedAt ?? Number.POSITIVE_INFINITY, away.from);
      if (now >= this.#world.until) return;
      if (now === away.from) {
        for (const [i, sender] of this.#world.senders.entries())
          next[i] = after(sender.knocks, next[i] ?? 0, away.to);
        this.#start(away.to);
        absence += 1;
      } else if (now === knockAt) {
        const sender = knocks.indexOf(knockAt);
        next[sender] = (next[sender] ?? 0) + 1;
        this.#hear(sender, now);
      } else this.#ring(now);
    }
  }

  #hear(sender: number, at: number): void {
    const before = this.rows;
    this.pings += 1;
    this.#put(
      this.#states.map((state, i) =>
        i === sender ? ping(state, { at, source: SOURCE, status: "ok" }) : state,
      ),
      at,
    );
    this.#arm(at);
    this.mostRowsOfAPing = Math.max(this.mostRowsOfAPing, this.rows - before);
  }

  #ring(now: number): void {
    this.#armedAt = null;
    const known = this.#world.knowsItsStart ? { hearsSince: this.#hearsSince } : {};
    this.#put(lookAtHeartbeats(this.#states, { now, ...known, mutedBy: () => null }), now);
    this.#arm(now);
  }

  /** What was in memory is gone; the alarm that should have rung rings at once. */
  #start(now: number): void {
    this.#states = JSON.parse(JSON.stringify(this.#states)) as HeartbeatState[]; // as stored
    this.#hearsSince = now;
    if (this.#armedAt !== null && this.#armedAt < now) this.#ring(now);
    else if (this.#world.knowsItsStart) this.#ring(now);
  }

  #put(states: readonly HeartbeatState[], at: number): void {
    for (const [i, state] of states.entries()) {
      const before = this.#states[i];
      if (state === before) continue;
      this.rows += 1;
      if (state.status !== before?.status) this.changes.push({ name: state.name, at, status: state.status });
      if (state.driftingSince !== null) this.drifting.add(`${state.name} ${Math.floor(at / 86_400_000)}`);
    }
    this.#states = states;
  }

  #arm(now: number): void {
    const moments = this.#states.map((state) => nextDeadline(state, now)).filter((one) => one !== undefined);
    const at = Math.min(...moments);
    if (at === Number.POSITIVE_INFINITY) return;
    const rings = Math.max(now, at) + this.#world.latencyMs();
    if (this.#armedAt !== null && this.#armedAt <= rings) return;
    this.#armedAt = rings;
    this.rows += 1;
  }
}

/** Index of the first knock that somebody hears after an absence. */
function after(knocks: readonly number[], index: number, to: number): number {
  let first = index;
  while ((knocks[first] ?? Number.POSITIVE_INFINITY) < to) first += 1;
  return first;
}
