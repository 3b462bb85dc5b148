const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The ids that one program gave to a case's silences: the names of the case, a prime for each id that replaced another. */
export class SilenceNames {
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  /** The id under which the silence is known now. */
  idOf(name: string): string | undefined {
    return this.#ids.get(name);
  }

  /** Learns the id that was answered; the same id as before is the same silence, changed in place. */
  learn(name: string, id: string): void {
    if (this.#names.has(id)) return;
    const before = this.#ids.get(name);
    this.#names.set(id, before === undefined ? name : `${this.#names.get(before)}'`);
    this.#ids.set(name, id);
  }

  /** The same JSON with names in the place of ids, and sorted where ids were. */
  rename(value: unknown): unknown {
    if (typeof value === "string") return value.replace(UUID, (id) => this.#names.get(id) ?? "unknown");
    if (Array.isArray(value)) return value.map((item) => this.rename(item));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, item]) => [name, this.rename(item)] as const);
    const sorted = entries.map(([name, item]) => [
      name,
      name === "silencedBy" && Array.isArray(item) ? item.toSorted() : item,
    ]);
    return Object.fromEntries(sorted);
  }
}
