import type { Alert, Source } from "../alert/alert.ts";
import type { Labels } from "../alert/labels.ts";
import { isLive, mustWriteLease } from "../alert/lease.ts";
import type { PostedAlerts } from "../alert/postable.ts";
import type { PostedAlert } from "../alert/postable-alert.ts";
import { hasEnded, mergeSpans, overlaps, type Span, spanOf } from "../alert/span.ts";
import { compareTimestamps, offsetOf, type Timestamp, timestampOf, UTC } from "../alert/timestamp.ts";
import { renewedBy } from "../watch/heartbeats.ts";
import { takeBeats } from "./beats.ts";
import { settleAlert } from "./change.ts";
import { noteAhead, sameText } from "./intake.ts";
import { noteRefusal } from "./self.ts";
import { withSource } from "./source.ts";
import type { RouterState } from "./state.ts";

/** All that one identity posts to the API is one sender's word. No externalURL of a payload reads so. */
export function apiSenderOf(identity: string): string {
  return `${identity} /api/v2/alerts`;
}

/** An alert as it was posted, with the times that it means. */
interface Claim {
  readonly labels: Labels;
  readonly posted: PostedAlert;
  readonly span: Span;
  readonly status: "firing" | "resolved";
}

/** Takes in what was posted to /api/v2/alerts: each alert by itself, as upstream does. */
export function ingestPosted(state: RouterState, identity: string, posted: PostedAlerts, now: number): void {
  const sender = apiSenderOf(identity);
  const claims = [...claimsOf(state, posted, now)];
  for (const claim of takeBeats(state, sender, claims, now)) takeIn(state, ended(claim, now), sender, now);
  noteReceived(state, sender, claims, now);
  for (const reason of new Set(posted.refused.map((one) => one.reason))) {
    noteRefusal(state, identity, reason, now);
  }
}

/**
 * Takes in what only repeats what is known, which is most of what a Prometheus posts: it moves ends in memory, and needs
 * no commit. False when anything of it must be written: then `ingestPosted` takes all of it.
 */
export function renewPosted(
  state: RouterState,
  identity: string,
  posted: PostedAlerts,
  now: number,
): boolean {
  const sender = apiSenderOf(identity);
  const { heartbeats } = state.config.edge;
  if (posted.refused.length > 0) return false;
  const claims: Claim[] = [];
  // One by one: of a batch of new alerts, none is worked out twice but the first.
  for (const claim of claimsOf(state, posted, now)) {
    const alert = state.find(claim.labels);
    if (alert === undefined || !renewUnchanged(alert, claim, sender, now)) return false;
    if (renewedBy(heartbeats, claim.labels).length > 0) return false;
    claims.push(claim);
  }
  noteReceived(state, sender, claims, now);
  return true;
}

function* claimsOf(state: RouterState, posted: PostedAlerts, now: number): Iterable<Claim> {
  const timeout = timestampOf(now + state.config.resolveTimeoutMs);
  for (const one of posted.alerts) yield claimOf(one, timeout, now);
}

function noteReceived(state: RouterState, sender: string, claims: readonly Claim[], now: number): void {
  const firing = claims.filter(({ status }) => status === "firing").length;
  state.emit({ type: "received", firing, resolved: claims.length - firing });
  noteAhead(state, sender, Math.max(0, ...claims.map(({ posted }) => posted.startsAt?.ms ?? 0)), now);
}

/** As upstream does: an alert that names an end and no start begins at that end, even while that lies ahead. */
function claimOf(posted: PostedAlert, timeout: Timestamp, now: number): Claim {
  const endsAt = posted.endsAt ?? timeout;
  const startsAt = posted.startsAt ?? posted.endsAt ?? timestampOf(now);
  const span = { startsAt, endsAt, isTimeout: posted.endsAt === undefined };
  return { labels: posted.labels, posted, span, status: hasEnded(span, now) ? "resolved" : "firing" };
}

/** One that fired until a heartbeat was made of it is resolved, whatever end it names. */
function ended(claim: Claim, now: number): Claim {
  if (claim.status === "firing" || hasEnded(claim.span, now)) return claim;
  return { ...claim, span: { ...claim.span, endsAt: timestampOf(now) } };
}

function takeIn(state: RouterState, claim: Claim, sender: string, now: number): void {
  const { fingerprint, alert } = identify(state, claim.posted);
  if (alert !== undefined && renewUnchanged(alert, claim, sender, now)) return;
  const { labels, annotations, generatorURL } = claim.posted;
  const draft = {
    fingerprint,
    labels: alert?.labels ?? labels,
    annotations,
    generatorURL,
    receivedAt: alert?.receivedAt ?? now,
    sources: withSource(
      alert?.sources ?? new Map(),
      sender,
      sourceOf(claim.span, alert?.sources.get(sender), now),
      now,
    ),
  };
  settleAlert(state, draft, alert, now);
}

/** One lookup by the label string is enough for a post. */
function identify(state: RouterState, { fingerprint = "", labels }: PostedAlert) {
  const alert = state.alerts.get(fingerprint);
  return alert?.labels === labels ? { fingerprint, alert } : state.identify(labels);
}

/** The hot path: nothing but the end moved on, and only in memory; or an end was told once more. */
function renewUnchanged(alert: Alert, { posted, span, status }: Claim, sender: string, now: number): boolean {
  const source = alert.sources.get(sender);
  if (source === undefined || source.status !== status) return false;
  // Prometheus tells an end for a quarter of an hour.
  if (status === "resolved") return source.endsAt?.text === span.endsAt.text;
  if (alert.status !== "firing" || !isLive(source, now) || !continues(source, span)) return false;
  if (alert.generatorURL !== posted.generatorURL || !sameText(alert.annotations, posted.annotations))
    return false;
  source.renewedAt = now;
  source.leaseEndsAt = Math.max(source.leaseEndsAt, span.endsAt.ms);
  source.leaseMs = source.leaseEndsAt - now;
  return !mustWriteLease(source);
}

/** Whether merging would keep the start, and move the end on at most. */
function continues(source: Source, { startsAt, endsAt, isTimeout }: Span): boolean {
  const isShorter = endsAt.ms < source.leaseEndsAt && source.isTimeout === true;
  if (isShorter || isTimeout !== (source.isTimeout ?? false)) return false;
  if (offsetOf(endsAt) !== (source.endsOffset ?? UTC)) return false;
  if (startsAt.text === source.startsAt.text) return true;
  return compareTimestamps(startsAt, source.startsAt) >= 0 && startsAt.ms < source.leaseEndsAt;
}

function sourceOf(posted: Span, previous: Source | undefined, now: number): Source {
  const old = previous && spanOf(previous);
  const { startsAt, endsAt, isTimeout } =
    old && overlaps(old, posted) ? mergeSpans(old, posted, now) : posted;
  const isFiring = endsAt.ms > now;
  const leaseEndsAt = isFiring ? endsAt.ms : now;
  return {
    via: "api",
    status: isFiring ? "firing" : "resolved",
    startsAt,
    ...(isFiring ? { isTimeout, ...offsetFrom(endsAt) } : { endsAt }),
    leaseMs: leaseEndsAt - now,
    leaseEndsAt,
    writtenEndsAt: leaseEndsAt,
    renewedAt: now,
    contexts: {},
  };
}

function offsetFrom(endsAt: Timestamp): Pick<Source, "endsOffset"> {
  const endsOffset = offsetOf(endsAt);
  return endsOffset === UTC ? {} : { endsOffset };
}
