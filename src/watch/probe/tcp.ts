import type { TcpModule } from "../../config/config.ts";
import { down, type Findings, messageOf, within } from "./failure.ts";
import { socketFailure } from "./platform.ts";
import type { Connection, ProbeWorld } from "./probe.ts";
import { find } from "./regexp.ts";
import { guardHost, type HostPort, parseHostPort } from "./target.ts";

/** Most that one dialogue reads: banners and answers are lines. */
export const MAX_DIALOGUE_BYTES = 64 * 1024;

/** Connects, and talks as far as the module says. */
export async function probeTcp(module: TcpModule, target: string, world: ProbeWorld): Promise<Findings> {
  const address = parseHostPort(target);
  const addresses = await guardHost(address.hostname, world);
  const connection = await open(address, addresses, world);
  try {
    if (module.queryResponse.length > 0) await talk(module, connection, world);
    return {};
  } finally {
    close(connection);
  }
}

/** A connection that is open, or a failure that says why there is none. */
export async function open(
  address: HostPort,
  addresses: readonly string[] | undefined,
  world: ProbeWorld,
): Promise<Connection> {
  const shown = `${address.hostname}:${address.port}`;
  world.step(`Connect to ${shown}`);
  let connection: Connection | undefined;
  try {
    connection = world.connect(address);
    await within(world.signal, connection.opened);
    return connection;
  } catch (error) {
    if (connection !== undefined) close(connection);
    throw world.signal.aborted ? error : socketFailure(error, shown, address.port, addresses);
  }
}

/** Nothing waits for the peer's side of the end, and a socket that already broke has nothing to add. */
export function close(connection: Connection): void {
  try {
    connection.close().catch(() => {});
  } catch {
    // Closed already.
  }
}

async function talk(module: TcpModule, connection: Connection, world: ProbeWorld): Promise<void> {
  const lines = new Lines(connection.readable.getReader(), world.signal);
  const writer = connection.writable.getWriter();
  for (const { expect, send } of module.queryResponse) {
    let groups: readonly string[] = [];
    if (expect !== undefined) {
      world.step(`Expect ${JSON.stringify(expect)}`);
      groups = await lines.next(expect);
      world.step(`Received ${JSON.stringify(groups[0])}`);
    }
    if (send === undefined) continue;
    world.step(`Send ${JSON.stringify(send)}`);
    const bytes = new TextEncoder().encode(`${expanded(send, groups)}\n`);
    await said(world.signal, writer.write(bytes), "send");
  }
}

/** `${1}` and `$1` stand for groups of the match before, as in blackbox_exporter; `$$` is a dollar. */
function expanded(send: string, groups: readonly string[]): string {
  return send.replace(/\$(?:\$|\{(\d+)\}|(\d+))/g, (text, braced?: string, plain?: string) =>
    text === "$$" ? "$" : (groups[Number(braced ?? plain)] ?? ""),
  );
}

async function said<T>(signal: AbortSignal, work: Promise<T>, verb: string): Promise<T> {
  try {
    return await within(signal, work);
  } catch (error) {
    throw signal.aborted ? error : down(`Cannot ${verb}: ${messageOf(error)}`);
  }
}

/** What the peer said, line by line; its last line counts before it has an end: "login: " never gets one. */
class Lines {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #signal: AbortSignal;
  readonly #decoder = new TextDecoder();
  #pending = "";
  #received = 0;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  /** The groups of the first line that matches; the lines up to it are used up. */
  async next(expect: string): Promise<readonly string[]> {
    for (;;) {
      const groups = this.#take(expect);
      if (groups !== undefined) return groups;
      if (this.#received >= MAX_DIALOGUE_BYTES)
        throw down(`No ${JSON.stringify(expect)} within ${MAX_DIALOGUE_BYTES} bytes`);
      const { done, value } = await said(this.#signal, this.#reader.read(), "receive");
      if (done) throw down(`The peer hung up before ${JSON.stringify(expect)}`);
      this.#received += value.byteLength;
      this.#pending += this.#decoder.decode(value, { stream: true });
    }
  }

  #take(expect: string): readonly string[] | undefined {
    while (this.#pending !== "") {
      const end = this.#pending.indexOf("\n");
      const line = end === -1 ? this.#pending : this.#pending.slice(0, end);
      const groups = find(expect, line.replace(/\r$/, ""));
      if (groups === undefined && end === -1) return undefined;
      this.#pending = end === -1 ? "" : this.#pending.slice(end + 1);
      if (groups !== undefined) return groups;
    }
    return undefined;
  }
}
