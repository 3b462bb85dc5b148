import { type Labels, labelValue } from "../alert/labels.ts";
import { matchesAll } from "../alert/matcher.ts";
import type { InhibitRule } from "../config/config.ts";

/** Firing sources that share the values of one rule's `equal` labels, in the order in which they fired. */
interface Bucket {
  /** Sources that this rule could not inhibit. */
  readonly pure: Set<string>;
  /** Sources that match the target side too. */
  readonly twoSided: Set<string>;
}

interface IndexedRule {
  readonly rule: InhibitRule;
  readonly buckets: Map<string, Bucket>;
}

interface Place {
  readonly buckets: Map<string, Bucket>;
  readonly key: string;
}

/**
 * Firing alerts that may inhibit others, found by rule and by the values of its `equal` labels, so that a question
 * costs one lookup per rule however many alerts fire.
 */
export class InhibitIndex {
  readonly #rules: readonly IndexedRule[];
  readonly #places = new Map<string, readonly Place[]>();

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules.map((rule) => ({ rule, buckets: new Map() }));
  }

  /** Notes a firing alert; a known one changes nothing, as a fingerprint stands for one set of labels. */
  sourceFired(fingerprint: string, labels: Labels): void {
    if (this.#places.has(fingerprint)) return;
    const places: Place[] = [];
    for (const { rule, buckets } of this.#rules) {
      if (!matchesAll(rule.sourceMatchers, labels)) continue;
      const key = equalKey(rule, labels);
      const side = matchesAll(rule.targetMatchers, labels) ? "twoSided" : "pure";
      bucketAt(buckets, key)[side].add(fingerprint);
      places.push({ buckets, key });
    }
    if (places.length > 0) this.#places.set(fingerprint, places);
  }

  /** Forgets an alert that no longer fires; an unknown one changes nothing. */
  sourceEnded(fingerprint: string): void {
    for (const { buckets, key } of this.#places.get(fingerprint) ?? []) {
      const bucket = bucketAt(buckets, key);
      bucket.pure.delete(fingerprint);
      bucket.twoSided.delete(fingerprint);
      if (bucket.pure.size + bucket.twoSided.size === 0) buckets.delete(key);
    }
    this.#places.delete(fingerprint);
  }

  /**
   * The fingerprint of one source that inhibits this alert. An alert on both sides of a rule yields only to sources
   * that are not: otherwise it would inhibit itself, or two alerts each other.
   */
  inhibitedBy(fingerprint: string, labels: Labels): string | undefined {
    for (const { rule, buckets } of this.#rules) {
      if (buckets.size === 0 || !matchesAll(rule.targetMatchers, labels)) continue;
      const bucket = buckets.get(equalKey(rule, labels));
      if (bucket === undefined) continue;
      const source = first(bucket.pure, fingerprint);
      if (source !== undefined) return source;
      if (matchesAll(rule.sourceMatchers, labels)) continue;
      const twoSided = first(bucket.twoSided, fingerprint);
      if (twoSided !== undefined) return twoSided;
    }
    return undefined;
  }
}

function bucketAt(buckets: Map<string, Bucket>, key: string): Bucket {
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const created = { pure: new Set<string>(), twoSided: new Set<string>() };
  buckets.set(key, created);
  return created;
}

// A label that one side lacks and the other carries as "" counts as equal.
function equalKey(rule: InhibitRule, labels: Labels): string {
  return JSON.stringify(rule.equal.map((name) => labelValue(labels, name)));
}

function first(fingerprints: ReadonlySet<string>, except: string): string | undefined {
  for (const fingerprint of fingerprints) {
    if (fingerprint !== except) return fingerprint;
  }
  return undefined;
}
