interface Reply {
  readonly id: number;
  readonly result: unknown;
  readonly error?: { readonly message: string };
}

/** V8's inspector of a workerd that was started with `--inspector-addr=127.0.0.1:PORT`. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #calls = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply; // by the protocol; events have no id
      this.#waiting.get(reply.id)?.(reply);
    });
  }

  /** The isolate of our worker and its objects. */
  static async open(port: number): Promise<Inspector> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/main`);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error(`Cannot inspect workerd on port ${port}`)));
    });
    return new Inspector(socket);
  }

  /** JS heap in use once what nobody needs is gone. */
  async heapMiB(): Promise<number> {
    await this.#call("HeapProfiler.enable");
    await this.#call("HeapProfiler.collectGarbage");
    const { usedSize } = (await this.#call("Runtime.getHeapUsage")) as { usedSize: number };
    return usedSize / 1024 ** 2;
  }

  /** Samples what runs while `work` does. */
  async profile(work: () => Promise<unknown>): Promise<CpuProfile> {
    await this.#call("Profiler.enable");
    await this.#call("Profiler.start");
    await work();
    const { profile } = (await this.#call("Profiler.stop")) as { profile: CpuProfile };
    return profile;
  }

  close(): void {
    this.#socket.close();
  }

  async #call(method: string): Promise<unknown> {
    const id = ++this.#calls;
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#waiting.set(id, resolve);
    this.#socket.send(JSON.stringify({ id, method }));
    const { result, error } = await promise;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`Cannot do ${method}: ${error.message}`);
    return result;
  }
}

/** As `Profiler.stop` gives it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

export interface Hot {
  readonly name: string;
  /** Of all samples, those in the function itself. */
  readonly share: number;
}

/** Functions by their own time, the hottest first. */
export function hottest({ nodes, samples }: CpuProfile, count: number): Hot[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  for (const id of samples) {
    const name = names.get(id) ?? "?";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const all = [...counts].map(([name, hits]) => ({ name, share: hits / samples.length }));
  return all.sort((a, b) => b.share - a.share).slice(0, count);
}

function nameOf({ functionName, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  return functionName === "" ? `anonymous at line ${lineNumber + 1}` : functionName;
}
