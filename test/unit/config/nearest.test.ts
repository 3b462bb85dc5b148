import { expect, test } from "vitest";
import { didYouMean, nearest } from "../../../src/config/nearest.ts";

const FIELDS = ["group_by", "group_wait", "group_interval", "repeat_interval", "matchers", "match", "routes"];

test.each([
  ["grop_by", "group_by"],
  ["group_intervall", "group_interval"],
  ["matcher", "matchers"],
  ["Matchers", "matchers"],
  ["route", "routes"],
  ["mathcers", "matchers"],
  ["groupwait", "group_wait"],
  ["foo", undefined],
  ["", undefined],
  ["ab", undefined],
  ["completely_different", undefined],
])("%j was meant to be %j", (word, name) => {
  expect(nearest(word, FIELDS)).toBe(name);
});

test("of two equally near names the first is chosen", () => {
  expect(nearest("abc", ["abx", "aby"])).toBe("abx");
});

test.each([
  ["grop_by", ', did you mean "group_by"?'],
  ["completely_different", ""],
])("a finding about %j ends with %j", (word, end) => {
  expect(didYouMean(word, FIELDS)).toBe(end);
});
