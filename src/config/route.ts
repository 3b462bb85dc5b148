import * as z from "zod";
import type { RouteConfig } from "./config.ts";
import { defined } from "./defined.ts";
import { durationSchema } from "./duration.ts";
import { flag, text } from "./field.ts";
import { readMatch, readMatchers } from "./matchers.ts";
import { didYouMean } from "./nearest.ts";
import type { Section } from "./section.ts";

/** In `group_by`, stands for every label of the alert. */
export const ALL_LABELS = "...";

const labelsSchema = z.record(z.string(), text.optional());

const routeSchema = z.strictObject({
  receiver: text.optional(),
  group_by: z.array(text).optional(),
  continue: flag.optional(),
  match: labelsSchema.optional(),
  match_re: labelsSchema.optional(),
  matchers: z.array(text).optional(),
  group_wait: durationSchema.optional(),
  group_interval: durationSchema.optional(),
  repeat_interval: durationSchema.optional(),
  mute_time_intervals: z.array(text).optional(),
  active_time_intervals: z.array(text).optional(),
  labels: labelsSchema.optional(),
  routes: z.array(z.unknown()).optional(),
});

type RawRoute = z.infer<typeof routeSchema>;

/** What a route may refer to. */
export interface RouteNames {
  readonly receivers: readonly string[];
  readonly timeIntervals: readonly string[];
}

const NO_MATCHERS = "root route must not have any matchers";

/** Reads the routing tree with the rules that hold for its root alone. */
export function readRootRoute(section: Section, names: RouteNames): RouteConfig {
  const route = readRoute(section, names);
  const receiver = section.child("receiver").value;
  if (receiver === undefined || receiver === "") {
    section.error("root route must specify a default receiver");
  }
  const rules: readonly (readonly [field: string, message: string])[] = [
    ["match", NO_MATCHERS],
    ["match_re", NO_MATCHERS],
    ["mute_time_intervals", "root route must not have any mute time intervals"],
    ["active_time_intervals", "root route must not have any active time intervals"],
  ];
  for (const [field, message] of rules)
    if (isFilled(section.child(field).value)) section.error(message, [field]);
  // A text like `{}` holds no matcher, and does no harm.
  if (section.has("matchers") && route.matchers.length > 0) section.error(NO_MATCHERS, ["matchers"]);
  if (route.continue) section.error("cannot have continue in root route", ["continue"]);
  return route;
}

function readRoute(section: Section, names: RouteNames): RouteConfig {
  // A node with an error is read as an empty one, so that errors below it are found in the same run.
  const raw = section.decode(routeSchema, "route") ?? {};
  checkGroupBy(section, raw.group_by ?? []);
  checkTimers(section, raw);
  checkNames(section, raw, names);
  if (isFilled(raw.labels)) {
    section.warn("labels of a route are not used: messages show the alerts' own labels", ["labels"]);
  }
  const all = raw.group_by?.includes(ALL_LABELS);
  return {
    ...defined({
      receiver: raw.receiver,
      groupBy: all === true ? undefined : raw.group_by,
      // An explicit list, even an empty one, ends what a parent's `...` handed down.
      groupByAll: all,
      groupWaitMs: raw.group_wait,
      groupIntervalMs: raw.group_interval,
      repeatIntervalMs: raw.repeat_interval,
    }),
    matchers: [
      ...readMatch(section.child("match"), "="),
      ...readMatch(section.child("match_re"), "=~"),
      ...(raw.matchers === undefined ? [] : readMatchers(section.child("matchers"))),
    ],
    continue: raw.continue ?? false,
    muteTimeIntervals: raw.mute_time_intervals ?? [],
    activeTimeIntervals: raw.active_time_intervals ?? [],
    routes: Array.isArray(section.child("routes").value)
      ? section
          .child("routes")
          .items()
          .map((child) => readRoute(child, names))
      : [],
  };
}

function checkGroupBy(section: Section, labels: readonly string[]): void {
  if (labels.includes(ALL_LABELS) && labels.some((label) => label !== ALL_LABELS)) {
    section.error("cannot have wildcard group_by (`...`) and other labels at the same time", ["group_by"]);
  }
  section.refuseEmptyItems("group_by", 'invalid label name "" in group_by list');
  for (const [index, label] of labels.entries()) {
    const path = ["group_by", index];
    if (label === "") section.error('invalid label name "" in group_by list', path);
    else if (labels.indexOf(label) < index && label !== ALL_LABELS) {
      section.error(`duplicated label ${JSON.stringify(label)} in group_by`, path);
    }
  }
}

function checkTimers(section: Section, raw: RawRoute): void {
  if (raw.group_interval === 0) section.error("group_interval cannot be zero", ["group_interval"]);
  if (raw.repeat_interval === 0) section.error("repeat_interval cannot be zero", ["repeat_interval"]);
}

function checkNames(section: Section, raw: RawRoute, names: RouteNames): void {
  const check = (
    what: string,
    name: string,
    known: readonly string[],
    path: readonly (string | number)[],
  ) => {
    if (known.includes(name)) return;
    const hint = didYouMean(name, known);
    section.error(`undefined ${what} ${JSON.stringify(name)} used in route${hint}`, path);
  };
  if (raw.receiver !== undefined && raw.receiver !== "") {
    check("receiver", raw.receiver, names.receivers, ["receiver"]);
  }
  for (const field of ["mute_time_intervals", "active_time_intervals"] as const) {
    section.refuseEmptyItems(field, 'undefined time interval "" used in route');
    for (const [index, name] of (raw[field] ?? []).entries()) {
      check("time interval", name, names.timeIntervals, [field, index]);
    }
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
