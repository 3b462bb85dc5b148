import type { Labels } from "../../../src/alert/labels.ts";
import type { Dice } from "../harness/dice.ts";
import type { SilenceMatcher } from "./case.ts";

/** Few values, so that alerts meet in groups, in rules and in silences; an empty one leaves the label out. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  alertname: ["Down", "Slow", "Full"],
  severity: ["critical", "warning"],
  instance: ["web-1", "web-2", "db-1"],
  cluster: ["eu", "us", "EU", ""],
  team: ["ops", 'a b"c\\d', "", ""],
  größe: ["ü", "", "", ""],
};

export const NAMES = Object.keys(VALUES);

const ANNOTATIONS = ["The disk is full", "<b>bold</b> & “quoted”", "line one\nline two", ""];

const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  alertname: ["Down|Slow", "S.*", "(?i)down", "[A-F].+"],
  severity: ["crit.*", "critical|warning", ".+", "warn"],
  instance: ["web-.*", "web-[12]", "db-\\d+", ".*1"],
  cluster: ["eu|us", "(?i:eu)", "|us", ".*", ".+"],
  team: ["ops|", ".+", '.*"c.*', "o?ps"],
  größe: [".+", "ü|", "\\pL"],
};

export function drawLabels(dice: Dice): Labels {
  const pairs = NAMES.map((name) => [name, dice.pick(valuesOf(name))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

export function drawAnnotations(dice: Dice): Labels {
  return {
    summary: dice.pick(ANNOTATIONS),
    runbook_url: `https://runbooks.example.test/${dice.whole(1, 2)}`,
  };
}

interface DrawnMatcher {
  readonly name: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

function draw(dice: Dice, names: readonly string[]): DrawnMatcher {
  const name = dice.pick(names);
  const op = dice.weighted({ "=": 5, "!=": 2, "=~": 3, "!~": 1 });
  const value = op.endsWith("~") ? dice.pick(PATTERNS[name] ?? []) : dice.pick(valuesOf(name));
  return { name, op, value };
}

/** As routes, rules and filters write it; a name or value that needs quotes has them, and others sometimes. */
export function drawMatcher(dice: Dice, names: readonly string[] = NAMES): string {
  const { name, op, value } = draw(dice, names);
  const isPlain = /^[a-zA-Z_][\w-]*$/.test(value) && dice.chance(0.3);
  const space = dice.chance(0.2) ? " " : "";
  const subject = /^\w+$/.test(name) ? name : JSON.stringify(name);
  return `${subject}${space}${op}${space}${isPlain ? value : JSON.stringify(value)}`;
}

/** The same, as a silence carries it. */
export function drawSilenceMatcher(dice: Dice): SilenceMatcher {
  const { name, op, value } = draw(dice, NAMES);
  const isEqual = !op.startsWith("!");
  const isLeftOut = isEqual && dice.chance(0.3);
  return { name, value, isRegex: op.endsWith("~"), ...(isLeftOut ? {} : { isEqual }) };
}

function valuesOf(name: string): readonly string[] {
  return VALUES[name] ?? [];
}
