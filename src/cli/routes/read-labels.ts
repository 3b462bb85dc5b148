import type { Labels } from "../../alert/labels.ts";
import { parseMatcher } from "../../alert/matcher-parse.ts";
import { quoteText } from "../../alert/refuse.ts";
import { CliError } from "../cli-error.ts";

/**
 * Reads `label=value` arguments. As in amtool each is a matcher, so that a value may be quoted, and of two with one
 * name the last holds.
 */
export function readLabelArguments(args: readonly string[]): Labels {
  return Object.fromEntries(args.map(readLabel));
}

function readLabel(argument: string): readonly [name: string, value: string] {
  const parsed = parseMatcher(argument);
  if (!parsed.ok) throw new CliError(`Cannot test a label: ${parsed.error}; write label=value`);
  const { name, op, value } = parsed.value;
  if (op === "=") return [name, value];
  throw new CliError(`Cannot test the label ${quoteText(argument)}: ${op} compares; write label=value`);
}
