import { describe, expect, it } from "vitest";
import { countLabDay } from "../../../bench/lab-day.ts";
import type { Machine } from "../../../bench/machine.ts";
import { profileText, reportJson, reportText } from "../../../bench/report.ts";
import { withMeasured } from "../../../bench/results.ts";
import { MEASURED } from "./figures.ts";

const machine: Machine = {
  date: "2026-11-23",
  cpu: "AMD EPYC",
  cores: 2,
  memoryGiB: 24,
  kernel: "6.18",
  node: "24.21.0",
  workerd: "1.2",
  alertmanager: "0.25.0",
};
const day = countLabDay();

describe("the report", () => {
  it("says on what and with what, then both tables", () => {
    const text = reportText(machine, MEASURED, day);
    expect(text).toContain(
      "2026-11-23: 2 cores of AMD EPYC, 24 GiB, Linux 6.18; Node 24.21.0, workerd 1.2, Alertmanager 0.25.0.",
    );
    expect(text).toMatch(/\| 64 alerts in a request, alerts\/s .*\| ok +\|/);
    expect(text).toMatch(/\| GB-s a day .*13,000/);
    expect(text).not.toContain("Short of its goal");
  });

  it("names what falls short once more", () => {
    expect(reportText(machine, { ...MEASURED, heapMiB: 99 }, day)).toContain(
      "Short of its goal: JS heap with 10,000 alerts, MiB.",
    );
  });

  it("says when there was no Alertmanager", () => {
    const { alertmanager: _, ...alone } = machine;
    expect(reportText(alone, MEASURED, day)).toContain("no Alertmanager installed");
  });

  it("as JSON holds each round, and each line with its verdict", () => {
    const { lines, measured, cost } = JSON.parse(reportJson(machine, MEASURED, day));
    expect(measured.rounds).toHaveLength(1);
    expect(lines[0]).toMatchObject({ ratio: 0.25, verdict: "ok" });
    expect(cost[0]).toMatchObject({ what: "rows written a day", free: 100_000 });
  });
});

describe("withMeasured", () => {
  const begin = "<!-- measured: written by `npm run bench -- --write` -->";
  const end = "<!-- end of measured -->";

  it("puts a run in the place of the one before, and keeps what was written by hand", () => {
    const page = `# Results\n\n${begin}\n\nold\n\n${end}\n\nWhy.\n`;
    const once = withMeasured(page, "new\n");
    expect(once).toBe(`# Results\n\n${begin}\n\nnew\n\n${end}\n\nWhy.\n`);
    expect(withMeasured(once, "new\n")).toBe(once);
  });

  it.each([["nothing"], [end], [`${end} ${begin}`]])("refuses a page with %j", (page) => {
    expect(() => withMeasured(page, "new")).toThrow("Cannot write results");
  });
});

it("a profile names functions with their share", () => {
  const text = profileText("storm", [{ name: "exec", share: 0.204 }]);
  expect(text).toBe("storm\n  20.4 %  exec");
});
