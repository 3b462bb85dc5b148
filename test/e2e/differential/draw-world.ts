import type { Labels } from "../../../src/alert/labels.ts";
import type { Dice } from "../harness/dice.ts";
import type { Case, IntervalSpec, ReceiverSpec, RouteNode, RouteOptions } from "./case.ts";
import { drawRules } from "./draw-rules.ts";
import { AT, BETWEEN_TICKS } from "./timeline.ts";
import { drawMatcher, NAMES } from "./words.ts";

/** Routes below the case's own. */
const MOST_ROUTES = 7;
const DEEPEST = 3;

/** Where a case's alerts go, and what mutes them. */
export function drawWorld(dice: Dice, alerts: readonly Labels[]): Omit<Case, "id" | "steps"> {
  const receivers = Array.from({ length: dice.whole(1, 4) }, (_, index) => drawReceiver(dice, index));
  const intervals = Array.from({ length: dice.whole(0, 3) }, (_, index) => drawInterval(dice, index));
  const names = {
    receivers: receivers.map(({ name }) => name),
    intervals: intervals.map(({ name }) => name),
  };
  const tree: RouteNode = {
    key: "route",
    receiver: dice.pick(names.receivers),
    matchers: [],
    options: withTimers(dice, drawOptions(dice, names.intervals)),
    routes: drawRoutes(dice, names, "route", { left: MOST_ROUTES }, DEEPEST),
  };
  return { tree, receivers, rules: drawRules(dice, alerts), intervals };
}

function drawReceiver(dice: Dice, index: number): ReceiverSpec {
  const name = dice.chance(0.15) ? `r${index} (a+b)` : `r${index}`;
  const webhooks = Array.from({ length: dice.chance(0.2) ? 2 : 1 }, (_, nth) => ({
    key: `${name}/${nth}`,
    ...drawWebhook(dice),
  }));
  return { name, webhooks };
}

function drawWebhook(dice: Dice) {
  return {
    ...(dice.chance(0.35) ? { sendResolved: dice.chance(0.5) } : {}),
    ...(dice.chance(0.15) ? { maxAlerts: dice.whole(0, 2) } : {}),
  };
}

interface Names {
  readonly receivers: readonly string[];
  readonly intervals: readonly string[];
}

function drawRoutes(
  dice: Dice,
  names: Names,
  parent: string,
  budget: { left: number },
  depth: number,
): RouteNode[] {
  const routes: RouteNode[] = [];
  const taken = new Set<string>();
  const wanted = depth === 0 ? 0 : dice.whole(depth === DEEPEST ? 1 : 0, depth === DEEPEST ? 4 : 2);
  for (let nth = 0; nth < wanted && budget.left > 0; nth++) {
    const matchers = Array.from({ length: dice.whole(1, 2) }, () => drawMatcher(dice));
    // Siblings that read alike share an entry of upstream's notification log: docs/differences.md, "groups".
    if (taken.has(matchers.toSorted().join())) continue;
    taken.add(matchers.toSorted().join());
    budget.left -= 1;
    const key = `${parent}.${nth}`;
    const options = drawOptions(dice, names.intervals);
    const receiver = dice.maybe(0.8, () => dice.pick(names.receivers));
    routes.push({
      key,
      ...(receiver === undefined ? {} : { receiver }),
      matchers,
      options: dice.chance(0.3) ? withTimers(dice, options) : options,
      routes: drawRoutes(dice, names, key, budget, depth - 1),
    });
  }
  return routes;
}

function drawOptions(dice: Dice, intervals: readonly string[]): RouteOptions {
  const has = intervals.length > 0;
  return {
    ...(dice.chance(0.35) ? { continue: true } : {}),
    ...(dice.chance(0.5) ? { groupBy: drawGroupBy(dice) } : {}),
    ...(has && dice.chance(0.15) ? { muted: dice.some(intervals, 1, 2) } : {}),
    ...(has && dice.chance(0.15) ? { active: dice.some(intervals, 1, 2) } : {}),
  };
}

function drawGroupBy(dice: Dice): readonly string[] {
  if (dice.chance(0.15)) return ["..."];
  return dice.some(["case", ...NAMES], 0, 3);
}

function withTimers(dice: Dice, options: RouteOptions): RouteOptions {
  return {
    ...options,
    ...(dice.chance(0.7) ? { groupWait: dice.whole(0, 1) + AT.flush } : {}),
    ...(dice.chance(0.7) ? { groupInterval: dice.whole(1, 2) } : {}),
    ...(dice.chance(0.5) ? { repeatInterval: dice.whole(1, 4) + BETWEEN_TICKS } : {}),
  };
}

/** No interval begins or ends while a case is played, or only by a chance that a repetition rules out. */
function drawInterval(dice: Dice, index: number): IntervalSpec {
  return {
    name: `i${index}`,
    times: Array.from({ length: dice.whole(1, 2) }, () => drawTimes(dice)),
  };
}

function drawTimes(dice: Dice): object {
  const hour = (from: number, to: number) => `${String(dice.whole(from, to)).padStart(2, "0")}:13`;
  return {
    ...(dice.chance(0.4) ? { times: [{ start_time: hour(0, 11), end_time: hour(12, 23) }] } : {}),
    ...(dice.chance(0.3)
      ? { weekdays: [dice.pick(["monday:thursday", "friday", "saturday", "sunday"])] }
      : {}),
    ...(dice.chance(0.3) ? { days_of_month: [dice.pick(["1:15", "-16:-1", "-3:-1", "5"])] } : {}),
    ...(dice.chance(0.2) ? { months: [dice.pick(["january:june", "7:12", "march"])] } : {}),
    ...(dice.chance(0.2) ? { years: [dice.pick(["2020:2050", "2019"])] } : {}),
    ...(dice.chance(0.4)
      ? { location: dice.pick(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]) }
      : {}),
  };
}
