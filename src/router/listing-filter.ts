import type { Labels } from "../alert/labels.ts";
import { type Matcher, matchesAll } from "../alert/matcher.ts";
import { parseMatcher } from "../alert/matcher-parse.ts";
import { compileRegexp } from "../alert/matcher-regexp.ts";
import { err, ok, type Result } from "../alert/result.ts";
import type { ReceiverConfig } from "../config/config.ts";
import type { AlertStanding } from "./listing.ts";

/** What GET /api/v2/alerts and its groups may be asked for; all of it holds together. */
export interface AlertQuery {
  /** Matchers of the alert's labels, one a text. */
  readonly filters: readonly string[];
  /** An anchored regular expression for the names of receivers; empty for all of them. */
  readonly receiver: string;
  /** Matchers of a receiver's own labels. */
  readonly receiverMatchers: readonly string[];
  readonly active: boolean;
  readonly silenced: boolean;
  readonly inhibited: boolean;
  /** Of groups alone: those that a time interval mutes. */
  readonly muted: boolean;
}

/** A query, understood. */
export interface AlertFilter {
  readonly showsMuted: boolean;
  matches(labels: Labels): boolean;
  wants(standing: AlertStanding): boolean;
  /** Whether some of an alert's receivers has the name, and some the labels: upstream wants no single one with both. */
  takesAnyOf(receivers: readonly string[]): boolean;
  /** A group has one receiver, which must have both. */
  takesReceiver(receiver: string): boolean;
}

/** Compiles a query, or says what is wrong with it, in upstream's order. */
export function readFilter(
  query: AlertQuery,
  receivers: readonly ReceiverConfig[],
): Result<AlertFilter, string> {
  const matchers = parseAll(query.filters);
  if (!matchers.ok) return matchers;
  const named = query.receiver === "" ? ok(() => true) : compileRegexp(query.receiver);
  if (!named.ok) return err(`failed to parse receiver param: ${named.error}`);
  const labelled = readReceiverMatchers(query.receiverMatchers);
  if (!labelled.ok) return labelled;
  const matching = receivers.filter((receiver) => matchesAll(labelled.value, receiverLabels(receiver)));
  const names = new Set(matching.map(({ name }) => name));
  const isNamed = (receiver: string) => named.value(receiver);
  const isLabelled = (receiver: string) => names.has(receiver);
  return ok({
    showsMuted: query.muted,
    matches: (labels) => matchesAll(matchers.value, labels),
    wants: (standing) => isWanted(query, standing),
    takesAnyOf: (all) => all.some(isNamed) && all.some(isLabelled),
    takesReceiver: (receiver) => isNamed(receiver) && isLabelled(receiver),
  });
}

/** The labels by which a receiver can be asked for: its own and its name. */
export function receiverLabels({ name, labels }: ReceiverConfig): Labels {
  return { ...labels, name };
}

/** Reads `receiver_matchers`, of which every one must match. */
export function readReceiverMatchers(texts: readonly string[]): Result<readonly Matcher[], string> {
  const matchers = parseAll(texts);
  return matchers.ok ? matchers : err(`failed to parse receiver_matchers param: ${matchers.error}`);
}

function parseAll(texts: readonly string[]): Result<readonly Matcher[], string> {
  const matchers: Matcher[] = [];
  for (const text of texts) {
    const parsed = parseMatcher(text);
    if (!parsed.ok) return parsed;
    matchers.push(parsed.value);
  }
  return ok(matchers);
}

/** What is both silenced and inhibited goes with either. */
function isWanted(query: AlertQuery, { inhibitedBy, silencedBy }: AlertStanding): boolean {
  const isInhibited = inhibitedBy.length > 0;
  const isSilenced = silencedBy.length > 0;
  if (!isInhibited && !isSilenced) return query.active;
  return (query.inhibited || !isInhibited) && (query.silenced || !isSilenced);
}
