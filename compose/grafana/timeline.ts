import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TimelinePanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { steps } from "./board.ts";
import { type Measured, measured } from "./panel.ts";

/** When each series was 1, which is good, and when 0; in words. */
export function timeline(
  of: Omit<Measured, "unit" | "thresholds">,
  [zero, one]: readonly [zero: string, one: string] = ["down", "up"],
): TimelinePanel {
  const thresholds = steps("red", { value: 1, color: "green" });
  return measured(new TimelinePanel(), { ...of, unit: units.Short, thresholds }).mappings([
    wordsOf(zero, one),
  ]);
}

function wordsOf(zero: string, one: string): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: { 0: { text: zero, color: "red", index: 0 }, 1: { text: one, color: "green", index: 1 } },
  };
}
