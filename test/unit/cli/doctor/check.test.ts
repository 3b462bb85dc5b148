import { describe, it } from "vitest";
import { ok, report, unknown, wrong } from "../../../../src/cli/doctor/check.ts";

describe("report", () => {
  it("gives each check one line, with what to do, and counts them", ({ expect }) => {
    const checks = [
      ok("dns", "a is b"),
      wrong("ready", "not", "do it"),
      unknown("x", "y"),
      ok("z", "w", "maybe"),
    ];
    expect(report(checks)).toBe(
      [
        "ok       dns    a is b",
        "wrong    ready  not; do it",
        "unknown  x      y",
        "ok       z      w; maybe",
        "2 ok, 1 wrong, 1 unknown",
        "",
      ].join("\n"),
    );
  });

  it("counts nothing where nothing was checked", ({ expect }) => {
    expect(report([])).toBe("0 ok, 0 wrong, 0 unknown\n");
  });
});
