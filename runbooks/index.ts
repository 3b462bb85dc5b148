import FarwatchIntakeRefused from "./FarwatchIntakeRefused.md";
import TEMPLATE from "./TEMPLATE.md";

/** Every page of this folder by alert name: listed by hand, because a Worker has no folder to read. */
export const runbooks: ReadonlyMap<string, string> = new Map([
  ["FarwatchIntakeRefused", FarwatchIntakeRefused],
  ["TEMPLATE", TEMPLATE],
]);
