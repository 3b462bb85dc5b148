import type { Alert } from "../alert/alert.ts";
import { fingerprint as fingerprintOf } from "../alert/fingerprint.ts";
import type { IncomingAlert, WebhookPayload } from "../alert/incoming.ts";
import type { Labels } from "../alert/labels.ts";
import { mustWriteLease } from "../alert/lease.ts";
import { takeBeats } from "./beats.ts";
import { settleAlert } from "./change.ts";
import { type Post, senderOf, sourceOf, withContext, withSource } from "./source.ts";
import type { RouterState } from "./state.ts";

/** A sender's clock this far from ours is a metric and a warning; it never decides anything. */
export const CLOCK_SKEW_WARNING_MS = 30_000;

/** Takes a webhook payload in: every alert of it, and the absence of those that a complete one left out. */
export function ingestWebhook(
  state: RouterState,
  identity: string,
  payload: WebhookPayload,
  now: number,
): void {
  const sender = senderOf(identity, payload.externalURL);
  const context = fingerprintOf({ receiver: payload.receiver, groupKey: payload.groupKey });
  const post = { sender, context, leaseMs: state.config.edge.staleAfterMs, now };
  const before = new Set(state.contexts.members(sender, context));
  let mismatches = 0;
  for (const incoming of takeBeats(state, sender, payload.alerts, now)) {
    const fingerprint = takeIn(state, incoming, post);
    before.delete(fingerprint);
    if (isMismatch(incoming, fingerprint)) mismatches += 1;
  }
  if (payload.truncatedAlerts === 0) for (const fingerprint of before) markAbsent(state, fingerprint, post);
  const firing = payload.alerts.filter((alert) => alert.status === "firing").length;
  state.emit({ type: "received", firing, resolved: payload.alerts.length - firing });
  if (mismatches > 0) state.emit({ type: "fingerprint_mismatch", sender, count: mismatches });
  noteSkew(state, sender, payload.alerts, now);
}

function takeIn(state: RouterState, incoming: IncomingAlert, post: Post): string {
  const { fingerprint, alert } = state.identify(incoming.labels);
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
  if (source.leaseMs !== post.leaseMs) return false;
  source.renewedAt = post.now;
  source.leaseEndsAt = post.now + post.leaseMs;
  return !mustWriteLease(source);
}

export function sameText(a: Labels, b: Labels): boolean {
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
  const source = sourceOf(incoming, previous?.sources.get(post.sender), post);
  const draft = {
    fingerprint,
    labels: previous?.labels ?? incoming.labels,
    annotations: incoming.annotations,
    generatorURL: incoming.generatorURL,
    receivedAt: previous?.receivedAt ?? post.now,
    sources: withSource(previous?.sources ?? new Map(), post.sender, source, post.now),
  };
  settleAlert(state, draft, previous, post.now);
}

/** A complete payload without an alert that its group held before: not resolved, but no longer renewed. */
function markAbsent(state: RouterState, fingerprint: string, post: Post): void {
  const alert = state.alerts.get(fingerprint);
  const source = alert?.sources.get(post.sender);
  if (alert === undefined || source?.status !== "firing") return;
  const contexts = withContext(source.contexts, post.context, false);
  const sources = new Map(alert.sources).set(post.sender, { ...source, contexts });
  settleAlert(state, { ...alert, sources }, alert, post.now);
}

/** Only counted: our own fingerprint decides. An alert that another's fingerprint drove to a second one is no mismatch. */
function isMismatch({ claimedFingerprint: claimed, labels }: IncomingAlert, fingerprint: string): boolean {
  return claimed !== undefined && claimed !== fingerprint && claimed !== fingerprintOf(labels);
}

/** Only what lies in our future proves a skew: how long ago something happened, we cannot know. */
function noteSkew(state: RouterState, sender: string, alerts: readonly IncomingAlert[], now: number): void {
  const latest = alerts.reduce((max, { startsAt, endsAt }) => Math.max(max, startsAt.ms, endsAt?.ms ?? 0), 0);
  noteAhead(state, sender, latest, now);
}

export function noteAhead(state: RouterState, sender: string, latest: number, now: number): void {
  const ahead = latest - now;
  if (ahead > CLOCK_SKEW_WARNING_MS) state.emit({ type: "clock_skew", sender, seconds: ahead / 1000 });
}
