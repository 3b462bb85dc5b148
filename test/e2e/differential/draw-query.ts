import type { Dice } from "../harness/dice.ts";
import type { Param, Step } from "./case.ts";
import { drawMatcher } from "./words.ts";

const FLAGS = ["true", "false", "1", "0", "maybe", "YES", ""];
const BROKEN_FILTERS = ["", "foo", '{a="b"}', 'a=~"("', 'a="b",c="d"', "a=b c", '"a"=b"'];

/** A question to either program about one case: its own `filter` keeps the others out. */
export function drawQuery(dice: Dice, id: string, key: string): Step {
  const path = dice.pick([
    "/alerts",
    "/alerts",
    "/alerts/groups",
    "/alerts/groups",
    "/silences",
    "/receivers",
  ]);
  const own: Param[] = path === "/receivers" ? [] : [["filter", `case="${id}"`]];
  const params = [...own, ...dice.some(paramsOf(dice, id, path), 0, 3)];
  return { op: "query", key, path, params };
}

function paramsOf(dice: Dice, id: string, path: string): readonly Param[] {
  const flag = () => dice.pick(FLAGS);
  const broken: Param[] = dice.chance(0.15) ? [["filter", dice.pick(BROKEN_FILTERS)]] : [];
  if (path === "/receivers") return [["receiver_matchers", `name=~"${id}-.*"`]];
  if (path === "/silences") return [["filter", drawMatcher(dice)], ...broken];
  return [
    ["filter", drawMatcher(dice)],
    ["filter", drawMatcher(dice)],
    ["active", flag()],
    ["silenced", flag()],
    ["inhibited", flag()],
    ["unprocessed", flag()],
    ["receiver", dice.pick(["", `${id}-r0`, `${id}-r.*`, `.*-r[12]`, "nobody", "("])],
    ["receiver_matchers", dice.pick([`name="${id}-r0"`, `name=~".*-r[01]"`])],
    ...(path === "/alerts/groups" ? ([["muted", flag()]] as const) : []),
    ...broken,
  ];
}
