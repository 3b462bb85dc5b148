import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";

/** 1 and 0, in words. */
export const upOrDown: ValueMapping = wordsOf("down", "up");

/** 1 and 0 of a last reload. */
export const wellOrNot: ValueMapping = wordsOf("failed", "well");

function wordsOf(zero: string, one: string): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: { 0: { text: zero, color: "red", index: 0 }, 1: { text: one, color: "green", index: 1 } },
  };
}
