import type { Description } from "../harness/openapi.ts";
import { caseOf, type FuzzCase } from "./case.ts";
import { diceOf } from "./dice.ts";
import { KNOWN_SILENCE } from "./hostile.ts";
import { Ledger, type Listed, type ListedAlert, type ListedGroup, type ListedSilence } from "./ledger.ts";
import { curlOf } from "./repro.ts";
import type { Finding, Worst } from "./result.ts";
import type { Answer, Outgoing, Sender } from "./sender.ts";
import { faultOf } from "./verdict.ts";

/** A request that takes longer is sent again, alone. */
export const SLOW_MS = 250;

/** So often alone: a busy machine is not the fault of the request. */
const ALONE = 3;

/** After so many requests all that is stored is read back. */
const CHUNK = 250;

export const CONNECTIONS = 8;

/** Bodies that go without their length. */
const CHUNKED_SHARE = 0.05;

interface Slow {
  readonly one: FuzzCase;
  readonly ms: number;
}

const FIRST: Worst = { ms: 0, what: "none" };

/** Some cases one after another on one tenant, several at once. */
export class Span {
  readonly findings: Finding[] = [];
  readonly latencies: number[] = [];
  readonly statuses = new Map<number, number>();
  repeated = 0;
  worst = FIRST;
  readonly #url: string;
  readonly #seed: number;
  readonly #sender: Pick<Sender, "send">;
  readonly #description: Description;
  readonly #ledger: Ledger;
  readonly #told = new Set<string>();
  #slow: Slow[] = [];

  constructor(url: string, seed: number, sender: Pick<Sender, "send">, description: Description) {
    this.#url = url;
    this.#seed = seed;
    this.#sender = sender;
    this.#description = description;
    this.#ledger = new Ledger(seed);
  }

  async run(from: number, to: number): Promise<void> {
    for (let start = from; start < to; start += CHUNK) {
      await this.#runChunk(start, Math.min(start + CHUNK, to));
      await this.#repeatSlow();
      await this.audit(`cases ${start} to ${start + CHUNK - 1}`);
    }
  }

  /** Reads back all that is stored, and holds it to the answers. */
  async audit(after: string): Promise<Listed> {
    const listed = await this.#list();
    for (const what of this.#ledger.faultsOf(listed)) {
      // What is stored wrongly is so each time; it is told once.
      if (this.#told.has(what)) continue;
      this.#told.add(what);
      this.findings.push({ number: undefined, what: `after ${after}: ${what}` });
    }
    await this.#readOne(listed);
    return listed;
  }

  async #runChunk(from: number, to: number): Promise<void> {
    let next = from;
    const work = async () => {
      while (next < to) {
        const one = caseOf(this.#seed, next++);
        const answer = await this.#try(one);
        if (answer) this.#time(one, answer.ms);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
  }

  #time(one: FuzzCase, ms: number): void {
    this.latencies.push(ms);
    if (ms > SLOW_MS) this.#slow.push({ one, ms });
    if (ms > this.worst.ms) this.worst = { ms, what: `case ${one.number}, ${one.key}` };
  }

  async #repeatSlow(): Promise<void> {
    const slow = this.#slow;
    this.#slow = [];
    for (const { one, ms } of slow) {
      this.repeated += 1;
      let fastest = ms;
      for (let left = ALONE; left > 0 && fastest > SLOW_MS; left -= 1) {
        const answer = await this.#try(one);
        fastest = Math.min(fastest, answer?.ms ?? fastest);
      }
      if (fastest > SLOW_MS) this.#find(one, `took ${ms.toFixed(0)} ms, and alone ${fastest.toFixed(0)} ms`);
    }
  }

  async #try(one: FuzzCase): Promise<Answer | undefined> {
    const outgoing = this.#fill(one);
    try {
      const answer = await this.#sender.send(outgoing, isChunked(this.#seed, one));
      this.#ledger.enter(one, answer);
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(one, answer, this.#description);
      if (fault !== undefined) this.#find(one, fault, outgoing);
      return answer;
    } catch (error) {
      this.#find(one, `was not answered: ${error}`, outgoing);
      return undefined;
    }
  }

  /** With the id of a silence that is stored in the place of the mark. */
  #fill({ method, path, headers, body, number }: FuzzCase): Outgoing {
    const ids = this.#ledger.silences;
    const id = ids[number % Math.max(1, ids.length)] ?? "00000000-0000-4000-8000-000000000000";
    const filled = body?.includes(KNOWN_SILENCE)
      ? Buffer.from(body.toString("latin1").replaceAll(KNOWN_SILENCE, id), "latin1")
      : body;
    return { method, path: path.replaceAll(KNOWN_SILENCE, id), headers, ...(filled && { body: filled }) };
  }

  #find(one: FuzzCase, what: string, outgoing = this.#fill(one)): void {
    const repro = curlOf(this.#url, outgoing);
    this.findings.push({ number: one.number, what: `${one.key} ${what}`, repro });
  }

  async #list(): Promise<Listed> {
    const read = <T>(path: string, key: string) => this.#read<readonly T[]>(path, key);
    return {
      alerts: await read<ListedAlert>("/api/v2/alerts", "GET /api/v2/alerts"),
      groups: await read<ListedGroup>("/api/v2/alerts/groups", "GET /api/v2/alerts/groups"),
      silences: await read<ListedSilence>("/api/v2/silences", "GET /api/v2/silences"),
    };
  }

  /** One of those listed, by its own address. */
  async #readOne({ silences }: Listed): Promise<void> {
    const [one] = silences;
    if (one === undefined) return;
    const alone = await this.#read(`/api/v2/silence/${one.id}`, "GET /api/v2/silence/:id");
    if (JSON.stringify(alone) === JSON.stringify(one)) return;
    this.findings.push({ number: undefined, what: `silence ${one.id} reads otherwise by its own address` });
  }

  async #read<T>(path: string, key: string): Promise<T> {
    const answer = await this.#sender.send({ method: "GET", path, headers: {} });
    const operation = this.#description.operations.get(key);
    const fault = operation && this.#description.faultOf(operation, answer);
    if (fault !== undefined || answer.status !== 200) {
      throw new Error(`Cannot read back ${path}: ${fault ?? answer.status}`);
    }
    // Just held to its schema.
    return JSON.parse(answer.text) as T;
  }
}

function isChunked(seed: number, { number, body }: FuzzCase): boolean {
  return body !== undefined && body.length > 0 && diceOf(seed + 1, number).chance(CHUNKED_SHARE);
}
