import { describe, it } from "vitest";
import { judgeMetrics, sum } from "../../../../src/cli/doctor/judge-metrics.ts";
import { answer, failed, forbidden } from "./replies.ts";

function exposition(values: Readonly<Record<string, number>> = {}): string {
  const held = {
    'farwatch_build_info{version="abc"}': 1,
    farwatch_outbox_depth: 0,
    farwatch_outbox_oldest_age_seconds: 0,
    farwatch_criticals_undelivered: 0,
    ...values,
  };
  return Object.entries(held)
    .map(([series, value]) => `# TYPE ${series.replace(/\{.*/, "")} gauge\n${series} ${value}\n`)
    .join("");
}

function judge(values?: Readonly<Record<string, number>>) {
  const checks = judgeMetrics(answer(200, exposition(values)));
  return Object.fromEntries(checks.map(({ name, state, says }) => [name, `${state}: ${says}`]));
}

describe("judgeMetrics", () => {
  it("reads version and what waits", ({ expect }) => {
    expect(judge()).toEqual({
      metrics: "ok: 4 read",
      version: "ok: abc",
      alarms: "ok: 0 notifications wait, no alarm was late",
    });
  });

  const cases = [
    { values: { farwatch_criticals_undelivered: 2 }, want: "wrong: 2 critical alerts reached nobody" },
    {
      values: { farwatch_outbox_depth: 3, farwatch_outbox_oldest_age_seconds: 120 },
      want: /^ok: 3 notifications/,
    },
    {
      values: { farwatch_outbox_depth: 3, farwatch_outbox_oldest_age_seconds: 121 },
      want: "wrong: the oldest of 3 notifications has waited for 121 s",
    },
    {
      values: {
        'farwatch_probe_late_alarms_total{region="weur"}': 2,
        'farwatch_probe_late_alarms_total{region="enam"}': 1,
      },
      want: "ok: 0 notifications wait, cron stood in for 3 alarms so far",
    },
  ];

  it.for(cases)("$values: $want", ({ values, want }, { expect }) => {
    expect(judge(values)["alarms"]).toMatch(want);
  });

  it.for([answer(403, forbidden), answer(404), failed("TIMEOUT")])(
    "cannot tell from %j",
    (reply, { expect }) => {
      const checks = judgeMetrics(reply);
      expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
        "metrics unknown",
        "version unknown",
        "alarms unknown",
      ]);
    },
  );

  it("asks for the role where it is denied, and for nothing where the edge fails", ({ expect }) => {
    expect(judgeMetrics(answer(403, forbidden))[0]?.todo).toContain("scrape");
    expect(judgeMetrics(answer(503))[0]).toEqual({
      name: "metrics",
      state: "unknown",
      says: "answered with 503",
    });
  });

  it("knows somebody else's numbers from ours", ({ expect }) => {
    const checks = judgeMetrics(answer(200, "# TYPE go_goroutines gauge\ngo_goroutines 8\n"));
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual(["metrics wrong"]);
  });

  it("does without a version", ({ expect }) => {
    const text = exposition().replace(/^.*build_info.*\n/gm, "");
    expect(judgeMetrics(answer(200, text))[1]).toMatchObject({ name: "version", state: "unknown" });
  });
});

it("sum adds the series of one metric alone", ({ expect }) => {
  const text = 'a 1\na{b="c d"} 2.5\naa 10\nca 10\n# a 10\n';
  expect([sum(text, "a"), sum(text, "aa"), sum(text, "b")]).toEqual([3.5, 10, 0]);
});
