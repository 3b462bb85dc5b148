import { describe, expect, test } from "vitest";
import { MAX_ANNOTATION_BYTES } from "../../../src/alert/incoming-annotations.ts";
import { MAX_LABEL_VALUE_BYTES, MAX_LABELS } from "../../../src/alert/incoming-labels.ts";
import { MAX_OWN_LABELS, RESERVED_LABELS } from "../../../src/config/own-labels.ts";
import { configOf, findings, loadWatch } from "./harness.ts";

function heartbeat(fields: Record<string, unknown>) {
  return loadWatch(JSON.stringify({ heartbeats: [{ name: "a", interval: "1m", ...fields }] }));
}

test("labels and annotations are read as text, and empty ones are none", () => {
  const labels = { host: "bastion", rack: 4, empty: "", nothing: null };
  const [read] = configOf(heartbeat({ labels, annotations: { summary: "gone", runbook_url: "" } })).edge
    .heartbeats;
  expect(read?.labels).toEqual({ host: "bastion", rack: "4" });
  expect(read?.annotations).toEqual({ summary: "gone" });
});

test("without any they are empty", () => {
  const [read] = configOf(heartbeat({})).edge.heartbeats;
  expect([read?.labels, read?.annotations]).toEqual([{}, {}]);
});

test("severity is the operator's to choose", () => {
  expect(configOf(heartbeat({ labels: { severity: "warning" } })).edge.heartbeats[0]?.labels).toEqual({
    severity: "warning",
  });
});

test.each(RESERVED_LABELS)("the label %s is the edge's own", (name) => {
  expect(findings(heartbeat({ labels: { [name]: "x" } }))).toEqual([
    expect.stringContaining(`error: Cannot set label "${name}": the edge itself says that of its alerts`),
  ]);
});

describe("an alert of our own keeps the limits of all alerts", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, "x"]));

  test("its number of labels", () => {
    expect(MAX_OWN_LABELS + RESERVED_LABELS.length + 1).toBe(MAX_LABELS);
    expect(findings(heartbeat({ labels: many(MAX_OWN_LABELS) }))).toEqual([]);
    expect(findings(heartbeat({ labels: many(MAX_OWN_LABELS + 1) }))).toEqual([
      expect.stringContaining(
        `error: ${MAX_OWN_LABELS + 1} labels are too many: at most ${MAX_OWN_LABELS} fit`,
      ),
    ]);
  });

  test.each([
    ["labels", MAX_LABEL_VALUE_BYTES],
    ["annotations", MAX_ANNOTATION_BYTES],
  ])("the length of %s, in bytes", (field, limit) => {
    expect(findings(heartbeat({ [field]: { a: "x".repeat(limit) } }))).toEqual([]);
    expect(findings(heartbeat({ [field]: { a: `${"x".repeat(limit - 1)}ü` } }))).toEqual([
      expect.stringContaining(`error: ${field.slice(0, -1)} "a" is longer than ${limit} bytes`),
    ]);
  });

  test("a name without letters", () => {
    expect(findings(heartbeat({ labels: { "": "x" } }))).toEqual([
      expect.stringContaining('error: Cannot read labels: "" names no label'),
    ]);
  });
});
