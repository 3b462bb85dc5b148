import { it } from "vitest";
import { mergeMetrics } from "../../../src/watch/merge-metrics.ts";

const up = "# HELP probe_success Whether.\n# TYPE probe_success gauge\n";

it("describes each metric once, with the series of all", ({ expect }) => {
  const weur = `${up}probe_success{region="weur"} 1\n# HELP a_total A.\n# TYPE a_total counter\na_total 3\n`;
  const enam = `${up}probe_success{region="enam"} 0\n`;
  expect(mergeMetrics([weur, enam])).toBe(
    `${up}probe_success{region="weur"} 1\nprobe_success{region="enam"} 0\n# HELP a_total A.\n# TYPE a_total counter\na_total 3\n`,
  );
});

it("leaves one exposition as it is, and makes nothing of nothing", ({ expect }) => {
  const one = `${up}probe_success{probe="a # HELP b"} 1\n`;
  expect(mergeMetrics([one])).toBe(one);
  expect(mergeMetrics(["", ""])).toBe("");
});
