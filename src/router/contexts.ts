import type { Alert, Source } from "../alert/alert.ts";

const NONE: ReadonlySet<string> = new Set();

/** Which alerts each group of each sender held in its last payload, by fingerprint: the absent are those now missing. */
export class ContextIndex {
  readonly #members = new Map<string, Set<string>>();

  /** Groups that hold any alert. */
  get size(): number {
    return this.#members.size;
  }

  members(sender: string, context: string): ReadonlySet<string> {
    return this.#members.get(keyOf(sender, context)) ?? NONE;
  }

  /** Follows what an alert's senders now say in the place of what they said. */
  update(fingerprint: string, before: Alert | undefined, after: Alert | undefined): void {
    const stale = new Set(before === undefined ? [] : placesOf(before));
    for (const key of after === undefined ? [] : placesOf(after)) {
      if (!stale.delete(key)) this.#add(key, fingerprint);
    }
    for (const key of stale) this.#delete(key, fingerprint);
  }

  #add(key: string, fingerprint: string): void {
    const members = this.#members.get(key);
    if (members === undefined) this.#members.set(key, new Set([fingerprint]));
    else members.add(fingerprint);
  }

  #delete(key: string, fingerprint: string): void {
    const members = this.#members.get(key);
    members?.delete(fingerprint);
    if (members?.size === 0) this.#members.delete(key);
  }
}

function placesOf(alert: Alert): string[] {
  return [...alert.sources].flatMap(([sender, source]) =>
    presentIn(source).map((context) => keyOf(sender, context)),
  );
}

function presentIn({ contexts }: Source): string[] {
  return Object.keys(contexts).filter((context) => contexts[context] === true);
}

function keyOf(sender: string, context: string): string {
  return `${sender}\u0000${context}`;
}
