import type { Alert, Source } from "../alert/alert.ts";
import { fingerprint as fingerprintOf } from "../alert/fingerprint.ts";
import type { IncomingAlert, WebhookPayload } from "../alert/incoming.ts";
import { type Labels, labelsKey } from "../alert/labels.ts";
import { mustWriteLease } from "../alert/lease.ts";
import { settleAlert } from "./change.ts";
import type { RouterState } from "./state.ts";

/** A sender's clock this far from ours is a metric and a warning; it never decides anything. */
export const CLOCK_SKEW_WARNING_MS = 30_000;

/** Who posts, and into which of its groups: what the absence of an alert is judged by. */
interface Post {
  readonly sender: string;
  readonly context: string;
  readonly leaseMs: number;
  readonly now: number;
}

/** Takes a webhook payload in: every alert of it, and the absence of those that a complete one left out. */
export function ingestWebhook(
  state: RouterState,
  identity: string,
  payload: WebhookPayload,
  now: number,
): void {
  const sender = `${identity} ${payload.externalURL}`;
  const context = fingerprintOf({ receiver: payload.receiver, groupKey: payload.groupKey });
  const post = { sender, context, leaseMs: state.config.edge.staleAfterMs, now };
  const before = new Set(state.contexts.get(contextKey(post)));
  for (const incoming of payload.alerts) before.delete(takeIn(state, incoming, post));
  if (payload.truncatedAlerts === 0) for (const fingerprint of before) markAbsent(state, fingerprint, post);
  const firing = payload.alerts.filter((alert) => alert.status === "firing").length;
  state.emit({ type: "received", firing, resolved: payload.alerts.length - firing });
  noteSkew(state, sender, payload.alerts, now);
}

function takeIn(state: RouterState, incoming: IncomingAlert, post: Post): string {
  const known = state.fingerprints.get(labelsKey(incoming.labels));
  const alert = known === undefined ? undefined : state.alerts.get(known);
  const fingerprint = alert?.fingerprint ?? fingerprintOf(incoming.labels);
  if (incoming.claimedFingerprint !== undefined && incoming.claimedFingerprint !== fingerprint) {
    state.emit({ type: "fingerprint_mismatch", sender: post.sender });
  }
  if (alert === undefined || !renewUnchanged(alert, incoming, post)) {
    storeChanged(state, fingerprint, alert, incoming, post);
  }
  return fingerprint;
}

/** The hot path: nothing of the alert changed, so only its lease moves, in memory. */
function renewUnchanged(alert: Alert, incoming: IncomingAlert, post: Post): boolean {
  const source = alert.sources.get(post.sender);
  if (source?.status !== "firing" || incoming.status !== "firing" || alert.status !== "firing") return false;
  if (source.contexts[post.context] !== true || source.startsAt.text !== incoming.startsAt.text) return false;
  if (alert.generatorURL !== incoming.generatorURL || !sameText(alert.annotations, incoming.annotations))
    return false;
  source.renewedAt = post.now;
  source.leaseEndsAt = post.now + post.leaseMs;
  return !mustWriteLease(source);
}

function sameText(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function storeChanged(
  state: RouterState,
  fingerprint: string,
  previous: Alert | undefined,
  incoming: IncomingAlert,
  post: Post,
): void {
  const sources = new Map(previous?.sources);
  const source = sourceOf(incoming, previous?.sources.get(post.sender), post);
  sources.set(post.sender, source);
  const draft = {
    fingerprint,
    labels: previous?.labels ?? incoming.labels,
    annotations: incoming.annotations,
    generatorURL: incoming.generatorURL,
    receivedAt: previous?.receivedAt ?? post.now,
    sources,
  };
  settleAlert(state, draft, previous, post.now);
  noteContext(state, fingerprint, source, post);
}

function sourceOf(incoming: IncomingAlert, previous: Source | undefined, post: Post): Source {
  const isFiring = incoming.status === "firing";
  const leaseEndsAt = isFiring ? post.now + post.leaseMs : post.now;
  return {
    via: "webhook",
    status: incoming.status,
    startsAt: incoming.startsAt,
    // Of a firing alert version 4 names no end; an end that a sender gives all the same would only be its own guess.
    ...(isFiring || incoming.endsAt === undefined ? {} : { endsAt: incoming.endsAt }),
    leaseMs: post.leaseMs,
    leaseEndsAt,
    writtenEndsAt: leaseEndsAt,
    renewedAt: post.now,
    contexts: isFiring ? { ...previous?.contexts, [post.context]: true } : {},
  };
}

function noteContext(state: RouterState, fingerprint: string, source: Source, post: Post): void {
  const key = contextKey(post);
  if (source.status === "resolved") {
    state.contexts.get(key)?.delete(fingerprint);
    return;
  }
  const members = state.contexts.get(key) ?? new Set();
  members.add(fingerprint);
  state.contexts.set(key, members);
}

/** A complete payload without an alert that its group held before: not resolved, but no longer renewed. */
function markAbsent(state: RouterState, fingerprint: string, post: Post): void {
  state.contexts.get(contextKey(post))?.delete(fingerprint);
  const alert = state.alerts.get(fingerprint);
  const source = alert?.sources.get(post.sender);
  if (alert === undefined || source?.status !== "firing") return;
  const contexts = { ...source.contexts, [post.context]: false };
  const sources = new Map(alert.sources).set(post.sender, { ...source, contexts });
  settleAlert(state, { ...alert, sources }, alert, post.now);
}

/** Key of `RouterState.contexts`. */
export function contextKey(post: { readonly sender: string; readonly context: string }): string {
  return `${post.sender}\u0000${post.context}`;
}

/** Only what lies in our future proves a skew: how long ago something happened, we cannot know. */
function noteSkew(state: RouterState, sender: string, alerts: readonly IncomingAlert[], now: number): void {
  const latest = Math.max(...alerts.map((alert) => Math.max(alert.startsAt.ms, alert.endsAt?.ms ?? 0)));
  const ahead = latest - now;
  if (ahead > CLOCK_SKEW_WARNING_MS) state.emit({ type: "clock_skew", sender, seconds: ahead / 1000 });
}
