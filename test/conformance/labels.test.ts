import { describe, expect, test } from "vitest";
import { fingerprint } from "../../src/alert/fingerprint.ts";
import { formatLabels, type Labels, sortByLabels } from "../../src/alert/labels.ts";
import { readTable } from "./table.ts";

const { fingerprints, alertSort } = readTable<{
  fingerprints: { labels: Labels; fingerprint: string; string: string }[];
  alertSort: { input: Labels[]; sorted: Labels[] }[];
}>("labels");

describe("a set of labels is named and printed as model.LabelSet does", () => {
  test.each(fingerprints)("$string has the fingerprint $fingerprint", (row) => {
    expect(fingerprint(row.labels)).toBe(row.fingerprint);
    expect(formatLabels(row.labels)).toBe(row.string);
  });
});

describe("alerts stand in the order of types_test.go TestAlertSliceSort", () => {
  test.each(alertSort)("$input", ({ input, sorted }) => {
    const alerts = input.map((labels) => ({ labels }));
    expect(sortByLabels(alerts).map(({ labels }) => labels)).toEqual(sorted);
    expect(alerts.map(({ labels }) => labels)).toEqual(input);
  });
});
