import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Stoppable {
  stop(): Promise<unknown>;
}

/** Everything that one suite starts, and its folder: ended in reverse order, whatever fails on the way. */
export class Scene {
  readonly #closers: (() => Promise<unknown>)[] = [];
  #folder: Promise<string> | undefined;

  /** Registers what was started, and hands it on. */
  async add<T extends Stoppable>(starting: Promise<T> | T): Promise<T> {
    const started = await starting;
    this.#closers.push(() => started.stop());
    return started;
  }

  /** A folder of its own, removed at the end. The path is short: sockets lie in it. */
  async folder(name: string): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "fw-e2e-"));
    return join(await this.#folder, name);
  }

  async file(name: string, text: string): Promise<string> {
    const path = await this.folder(name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  }

  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse())
      await close().catch((error) => failures.push(error));
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
    if (failures.length > 0) throw new AggregateError(failures, "Cannot end the scene");
  }
}
