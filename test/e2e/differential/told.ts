import { fields } from "../harness/providers.ts";
import { type Difference, firstDifference } from "./difference.ts";
import type { Part } from "./parts.ts";
import type { Told } from "./sink.ts";
import { beatOf, isNear, type Tempo } from "./timeline.ts";
import { unheardFrom } from "./unheard.ts";

/** Notifications of one group to one integration that the two did not send alike. */
export interface ToldDifference extends Difference {
  /** In beats from the beginning. */
  readonly beat: number;
  /** To whom, and of which group. */
  readonly what: string;
  readonly whole: readonly [alertmanager: unknown, farwatch: unknown];
}

/** What one program sent in a case, and showed. */
export interface Heard {
  readonly told: readonly Told[];
  readonly shown: readonly Part[];
}

/** Compares what both sent, group by group and integration by integration: how often, when, in which order, and what. */
export function toldDifferences(
  alertmanager: Heard,
  farwatch: Pick<Heard, "told">,
  tempo: Tempo,
): readonly ToldDifference[] {
  const [theirs, ours] = [byGroup(alertmanager.told), byGroup(farwatch.told)];
  const groups = new Set([...theirs.keys(), ...ours.keys()]);
  return [...groups].flatMap((group) => {
    const [a, b] = [theirs.get(group) ?? [], ours.get(group) ?? []];
    const end = unheardFrom(a, alertmanager.shown, tempo);
    const found = compare(
      a.filter(({ at }) => at < end),
      b.filter(({ at }) => at < end),
      tempo,
    );
    return found === undefined ? [] : [{ ...found, what: `notifications to ${group}` }];
  });
}

function compare(
  theirs: readonly Told[],
  ours: readonly Told[],
  tempo: Tempo,
): Omit<ToldDifference, "what"> | undefined {
  const beat = ({ at }: Told) => beatOf(tempo, at);
  for (let nth = 0; nth < Math.max(theirs.length, ours.length); nth++) {
    const [a, b] = [theirs[nth], ours[nth]];
    const first = Math.min(...[a, b].filter((one) => one !== undefined).map(beat));
    const whole = [a?.body, b?.body] as const;
    if (a === undefined || b === undefined || !isNear(tempo, a.at, b.at)) {
      const [alertmanager, farwatch] = [a, b].map((one) => one && `on beat ${beat(one).toFixed(2)}`);
      return { beat: first, path: `[${nth}]`, alertmanager, farwatch, whole };
    }
    const found = firstDifference(comparable(a.body), comparable(b.body), tempo, `[${nth}]`);
    if (found !== undefined) return { beat: first, ...found, whole };
  }
  return undefined;
}

function byGroup(told: readonly Told[]): Map<string, Told[]> {
  return Map.groupBy(told, ({ path, body }) => `${decodeURIComponent(path)} ${fields(body)["groupKey"]}`);
}

/** A payload that `max_alerts` cut may say otherwise whether the group fires: docs/differences.md, "max_alerts". */
function comparable(body: unknown): unknown {
  if (typeof body !== "object" || body === null || fields(body)["truncatedAlerts"] === 0) return body;
  return { ...body, status: "" };
}
