import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../harness/caller.ts";
import { type ClientName, type EdgeProcess, startEdgeProcess } from "../harness/edge.ts";
import type { Scene } from "../harness/scene.ts";
import type { Kill } from "./plan.ts";

/** An edge that is killed again and again and starts again on its state: its front by us, its worker by its front. */
export class VictimEdge {
  readonly killedAt: number[] = [];
  readonly kills = { worker: 0, front: 0 };
  readonly #scene: Scene;
  readonly #routing: string;
  #edge: EdgeProcess;
  #said = "";

  constructor(scene: Scene, routing: string, edge: EdgeProcess) {
    this.#scene = scene;
    this.#routing = routing;
    this.#edge = edge;
  }

  static async start(scene: Scene, routing: string): Promise<VictimEdge> {
    return new VictimEdge(scene, routing, await startEdgeProcess(scene, { routing, state: "soak" }));
  }

  as(name: ClientName): Promise<Caller> {
    return this.#edge.as(name);
  }

  /** Kills by `kill -9` at the plan's moments, each no sooner than the edge has risen from the one before. */
  async suffer(kills: readonly Kill[], startedAt: number): Promise<void> {
    for (const { at, victim } of kills) {
      await sleep(Math.max(0, startedAt + at - Date.now()));
      await this.#kill(victim);
    }
  }

  /** Lines of its log that tell of a fault of its own. */
  faults(): string[] {
    const lines = `${this.#said}${this.#edge.output()}`.split("\n");
    return lines.filter((line) => /"level":"error"|uncaught/.test(line));
  }

  async #kill(victim: Kill["victim"]): Promise<void> {
    if (victim === "worker") await this.#edge.killWorker();
    else await this.#edge.killFront();
    this.killedAt.push(Date.now());
    this.kills[victim] += 1;
    if (victim === "worker") return;
    this.#said += this.#edge.output();
    const { port } = this.#edge;
    this.#edge = await startEdgeProcess(this.#scene, { routing: this.#routing, state: "soak", port });
  }
}
