import { type Recorded, type Script, StandIn } from "./stand-in.ts";

/** One stand-in that is many providers: each path has its own script and its own requests. */
export class Paths {
  readonly #scripts = new Map<string, Script>();
  readonly server = new StandIn((request) => this.#answer(request));

  get url(): string {
    return this.server.url;
  }

  /** What `path` and everything below it answers from now on. */
  script(path: string, script: Script): void {
    this.#scripts.set(path, script);
  }

  requests(path: string): readonly Recorded[] {
    return this.server.requests.filter((one) => isUnder(one.path, path));
  }

  delivered(path: string): readonly Recorded[] {
    return this.server.delivered.filter((one) => isUnder(one.path, path));
  }

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  #answer(request: Parameters<Script>[0]) {
    for (const [path, script] of this.#scripts) {
      if (isUnder(request.path, path)) return script(request, this.requests(path).length);
    }
    return { status: 200 };
  }
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`) || path.startsWith(`${parent}?`);
}
