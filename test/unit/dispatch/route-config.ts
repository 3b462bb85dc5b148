import { parse } from "yaml";
import { compileMatcher, type Matcher, type MatchOp } from "../../../src/alert/matcher.ts";
import { parseMatchers } from "../../../src/alert/matcher-parse.ts";
import type { RouteConfig } from "../../../src/config/config.ts";

/** A route as YAML writes it, as far as the routing tree cares. */
interface RawRoute {
  readonly receiver?: string;
  readonly match?: Readonly<Record<string, unknown>>;
  readonly match_re?: Readonly<Record<string, string>>;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly active_time_intervals?: readonly string[];
  readonly continue?: boolean;
  readonly routes?: readonly RawRoute[];
}

/** Reads a bare route; the loader of `config/` is not under test here. */
export function routeConfig(yaml: string): RouteConfig {
  return fromRaw(parse(yaml));
}

export function fromRaw(raw: RawRoute): RouteConfig {
  const groupByAll = raw.group_by?.includes("...");
  return {
    ...(raw.receiver !== undefined && { receiver: raw.receiver }),
    ...(groupByAll ? { groupByAll } : raw.group_by && { groupBy: raw.group_by }),
    ...(raw.group_wait && { groupWaitMs: milliseconds(raw.group_wait) }),
    ...(raw.group_interval && { groupIntervalMs: milliseconds(raw.group_interval) }),
    ...(raw.repeat_interval && { repeatIntervalMs: milliseconds(raw.repeat_interval) }),
    matchers: matchersOf(raw),
    muteTimeIntervals: raw.mute_time_intervals ?? [],
    activeTimeIntervals: raw.active_time_intervals ?? [],
    continue: raw.continue ?? false,
    routes: (raw.routes ?? []).map(fromRaw),
  };
}

function matchersOf(raw: RawRoute): Matcher[] {
  return [
    ...Object.entries(raw.match ?? {}).map(([name, value]) => matcher(name, "=", String(value))),
    ...Object.entries(raw.match_re ?? {}).map(([name, value]) => matcher(name, "=~", `^(?:${value})$`)),
    ...(raw.matchers ?? []).flatMap(matchers),
  ];
}

export function matcher(name: string, op: MatchOp, value: string): Matcher {
  const compiled = compileMatcher(name, op, value);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}

export function matchers(text: string): readonly Matcher[] {
  const parsed = parseMatchers(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function milliseconds(duration: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(duration);
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return Number(match?.[1]) * (units[match?.[2] ?? ""] ?? Number.NaN);
}
