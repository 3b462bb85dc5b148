import * as z from "zod";
import type { Matcher } from "../alert/matcher.ts";
import { matchesAll } from "../alert/matcher.ts";
import { parseMatchers } from "../alert/matcher-parse.ts";
import type { HeartbeatConfig } from "./config.ts";
import { durationSchema } from "./duration.ts";
import { flag, text } from "./field.ts";
import { readMatchers } from "./matchers.ts";
import { readAnnotations, textsByName } from "./own-labels.ts";
import type { Section } from "./section.ts";
import { readWatched, type WatchContext, watchedShape } from "./watched.ts";

/** Shortest `interval`; a renewal a second is more than any Alertmanager sends. */
export const MIN_HEARTBEAT_INTERVAL_MS = 1_000;

/** The `grace` of a heartbeat that names none, in intervals: one ping may be lost. */
export const DEFAULT_GRACE_INTERVALS = 1;

/** What renews a heartbeat without `matchers`. */
export const DEFAULT_MATCHER = 'alertname="Watchdog"';

/** The always-firing alert as kube-prometheus and most rule sets write it. */
const WATCHDOG = { alertname: "Watchdog", severity: "none" };

const heartbeatSchema = z.strictObject({
  ...watchedShape,
  matchers: z.array(text).optional(),
  interval: durationSchema,
  grace: durationSchema.optional(),
  bastion: flag.optional(),
  annotations: textsByName.optional(),
});

type RawHeartbeat = z.infer<typeof heartbeatSchema>;

/** Reads `heartbeats`. */
export function readHeartbeats(section: Section, context: WatchContext): readonly HeartbeatConfig[] {
  const heartbeats: HeartbeatConfig[] = [];
  for (const item of section.items()) {
    const raw = item.decode(heartbeatSchema, "heartbeat");
    if (raw === undefined) continue;
    const heartbeat = readHeartbeat(item, raw, context);
    checkAgainst(item, heartbeat, heartbeats);
    heartbeats.push(heartbeat);
  }
  return heartbeats;
}

function readHeartbeat(section: Section, raw: RawHeartbeat, context: WatchContext): HeartbeatConfig {
  const { interval, grace = interval * DEFAULT_GRACE_INTERVALS } = raw;
  if (interval < MIN_HEARTBEAT_INTERVAL_MS) {
    section.error(`interval must be at least ${MIN_HEARTBEAT_INTERVAL_MS / 1_000}s`, ["interval"]);
  }
  if (grace === 0) section.warn("grace 0s raises the alarm for a ping that is a moment late", ["grace"]);
  return {
    ...readWatched(section, raw, "heartbeat", context),
    matchers: readRenewal(section, raw),
    intervalMs: interval,
    graceMs: grace,
    bastion: raw.bastion ?? false,
    annotations: readAnnotations(section.child("annotations"), raw.annotations),
  };
}

/** What it matches is never notified, so too wide a list would swallow real alerts. */
function readRenewal(section: Section, raw: RawHeartbeat): readonly Matcher[] {
  if (raw.matchers === undefined) return defaultMatchers();
  const written = section.child("matchers");
  const matchers = readMatchers(written);
  if (matchers.length === 0) return matchers;
  if (!matchers.some((matcher) => isPositive(matcher) && !matcher.matches({}))) {
    written.error("matchers that hold for an alert without labels would swallow nearly every alert");
  } else if (!matchers.some((matcher) => isPositive(matcher) && matcher.name === "alertname")) {
    written.warn("what renews a heartbeat is never notified: name its alertname too");
  }
  return matchers;
}

function isPositive({ op }: Matcher): boolean {
  return op === "=" || op === "=~";
}

function defaultMatchers(): readonly Matcher[] {
  const parsed = parseMatchers(DEFAULT_MATCHER);
  return parsed.ok ? parsed.value : [];
}

function checkAgainst(
  section: Section,
  heartbeat: HeartbeatConfig,
  others: readonly HeartbeatConfig[],
): void {
  const name = JSON.stringify(heartbeat.name);
  const bastion = others.find((other) => other.bastion);
  if (heartbeat.bastion && bastion !== undefined) {
    const message = `heartbeat ${name} cannot be bastion: ${JSON.stringify(bastion.name)} is`;
    section.error(`${message}, and the verdict speaks of one machine`, ["bastion"]);
  }
  const twin = others.find((other) => isRenewedByWatchdog(heartbeat) && isRenewedByWatchdog(other));
  if (twin === undefined) return;
  const message = `one Watchdog renews heartbeat ${JSON.stringify(twin.name)} and heartbeat ${name}`;
  section.warn(`${message}: give each a matcher of its own, such as cluster="${heartbeat.name}"`, ["name"]);
}

function isRenewedByWatchdog({ matchers }: HeartbeatConfig): boolean {
  return matchers.length > 0 && matchesAll(matchers, WATCHDOG);
}
