import type { Dice } from "../harness/dice.ts";
import { hostileRegex, KNOWN_SILENCE, oddText } from "./hostile.ts";

/** Far away, so that nothing depends on when it is sent. */
const LATER = "2099-01-01T00:00:00.000Z";
const EARLIER = "2020-01-01T00:00:00Z";

/** Few enough that a list of all that fires stays short, whatever the number of cases. */
const ALERTNAMES = ["A1", "A2", "A3", "A4", "A5"] as const;
const INSTANCES = ["inst-1", "inst-2", "inst-3", "inst-4", "inst-5", "inst-6"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;

/** On these the expressions backtrack, where something backtracks. */
const TEMPTING = ["a".repeat(3_000), `${"a".repeat(4_000)}!`, `${"xy".repeat(500)}\n`] as const;

/** A body of POST /alerts that is taken whole; `token` in an annotation says whose it is. */
export function validAlerts(dice: Dice, token: string): object[] {
  return Array.from({ length: dice.whole(1, 3) }, () => ({
    labels: {
      alertname: dice.pick(ALERTNAMES),
      instance: dice.chance(0.05) ? dice.pick(TEMPTING) : dice.pick(INSTANCES),
      severity: dice.pick(SEVERITIES),
    },
    annotations: { summary: "it is broken", fuzz: token },
    ...(dice.chance(0.5) && { startsAt: EARLIER }),
    ...(dice.chance(0.7) && { endsAt: dice.chance(0.8) ? LATER : EARLIER_END }),
    ...(dice.chance(0.5) && { generatorURL: "http://prometheus.example.org/graph?g0.expr=up" }),
  }));
}

const EARLIER_END = "2020-01-02T00:00:00Z";

/** One alert of its own that fires until long after; as odd as it is, it must be stored as it stands. */
export function controlAlert(dice: Dice, token: string): object {
  return {
    labels: { ...oddTexts(dice), alertname: "Control", control: token },
    annotations: { ...oddTexts(dice), fuzz: token },
    endsAt: LATER,
  };
}

/** The same of a silence, which others may still change or expire. */
export function controlSilence(dice: Dice, token: string): object {
  const matchers = Object.entries(oddTexts(dice)).map(([name, value]) => {
    return { name, value, isRegex: false, isEqual: dice.chance(0.5) };
  });
  return {
    matchers: [...matchers, { name: "alertname", value: token, isRegex: false, isEqual: true }],
    startsAt: EARLIER,
    endsAt: LATER,
    createdBy: oddText(dice),
    comment: token,
    annotations: { ...oddTexts(dice), fuzz: token },
  };
}

/** `__proto__` among the names, as a name. */
function oddTexts(dice: Dice): Record<string, string> {
  const names = Array.from({ length: dice.below(5) }, () => oddText(dice));
  return Object.fromEntries(names.map((name) => [name, oddText(dice)]));
}

/** A body of POST /silences that is taken, at least where its id is known. */
export function validSilence(dice: Dice, token: string): object {
  const matchers = Array.from({ length: dice.whole(1, 3) }, () => ({
    name: dice.pick(["alertname", "instance", "severity"]),
    ...(dice.chance(0.3)
      ? { value: hostileRegex(dice), isRegex: true }
      : {
          value: dice.pick(["A1", "A2", "inst-3", "critical", "a|b", "inst-.*"]),
          isRegex: dice.chance(0.5),
        }),
    ...(dice.chance(0.5) && { isEqual: dice.chance(0.8) }),
  }));
  return {
    ...(dice.chance(0.3) && { id: KNOWN_SILENCE }),
    // At least one must not match the empty text.
    matchers: [{ name: "alertname", value: "A1", isRegex: false }, ...matchers],
    startsAt: dice.chance(0.8) ? EARLIER : "2098-01-01T00:00:00Z",
    endsAt: LATER,
    createdBy: "fuzz",
    comment: token,
    ...(dice.chance(0.2) && { annotations: { ticket: "OPS-1" } }),
  };
}
