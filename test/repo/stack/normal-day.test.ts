import { beforeAll, describe, type ExpectStatic, it } from "vitest";
import { selectorsIn } from "../../../src/cli/stack/selectors.ts";
import type { Told } from "../../unit/router/simulation.ts";
import { normalDay } from "./normal-day/day.ts";
import { type Moment, replay } from "./normal-day/replay.ts";
import { notation } from "./normal-day/series.ts";
import { alertmanagerRouting, edgeRouting, messagesOf, passedOn, postsOf, tell } from "./normal-day/told.ts";
import { rulesIn } from "./rules.ts";
import { findTool } from "./tools.ts";

/** What a normal day may cost one person's receiver, ends of alerts included. */
const MAX_NOTIFICATIONS = 4;

/** Of hardware that few have. */
const RARE: ReadonlySet<string> = new Set(["smartctl_scsi_grown_defect_list"]);

const day = normalDay();

it("a normal day has all that the rules read", ({ expect }) => {
  const rules = rulesIn("compose/prometheus/rules");
  const known = new Set([
    ...day.map(({ name }) => name),
    ...rules.flatMap(({ record }) => record ?? []),
    "ALERTS",
  ]);
  const read = rules.flatMap(({ expr }) => selectorsIn(expr).flatMap(({ metric }) => metric ?? []));
  expect(read).toContain("up");
  expect(read.filter((metric) => !known.has(metric) && !RARE.has(metric))).toEqual([]);
});

it("a series is written as promtool reads it", ({ expect }) => {
  expect(notation([1, 1, 1, 2.5, undefined, undefined, undefined, 0])).toBe("1x2 2.5x0 stale _x2 0x0");
  expect(notation([undefined, undefined, 7])).toBe("_x2 7x0");
});

const promtool = findTool("promtool");

describe.skipIf(promtool === undefined)(
  "24 hours with peaks, a backup, a reboot, a renewal and an upgrade",
  () => {
    let moments: readonly Moment[] = [];

    // Alone it takes ten seconds.
    beforeAll(async () => {
      moments = await replay(promtool ?? "", day);
    }, 180_000);

    it("are seen by the rules: the Watchdog always fires, and the host that reboots is down", ({
      expect,
    }) => {
      const fires = (alertname: string) =>
        moments.filter(({ firing }) => firing.some((labels) => labels["alertname"] === alertname));
      expect(fires("Watchdog")).toHaveLength(moments.length);
      expect(fires("HostDown").length).toBeGreaterThan(0);
      expect(fires("HostDown").length).toBeLessThan(5);
    });

    it("are at most 4 notifications by the edge's routes", ({ expect }) => {
      expectFew(tell(edgeRouting(), postsOf(moments)), expect);
    });

    it("are at most 4 notifications when Alertmanager has grouped and inhibited first, and none by itself", ({
      expect,
    }) => {
      const told = tell(alertmanagerRouting(), postsOf(moments));
      const byItself = told.filter(({ integration }) => !integration.includes("/webhook/"));
      expect(messagesOf(byItself).map(({ text }) => text)).toEqual([]);
      expectFew(tell(edgeRouting(), passedOn(told)), expect);
    });
  },
);

/** The reboot must be among them, or nothing has been shown. */
function expectFew(told: readonly Told[], expect: ExpectStatic): void {
  const messages = messagesOf(told);
  expect(messages.flatMap(({ alertnames }) => alertnames)).toContain("HostDown");
  for (const own of Map.groupBy(messages, ({ receiver }) => receiver).values()) {
    expect(own.length, own.map(({ text }) => text).join("\n")).toBeLessThanOrEqual(MAX_NOTIFICATIONS);
  }
}
