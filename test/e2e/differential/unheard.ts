import type { Part } from "./parts.ts";
import type { Told } from "./sink.ts";
import { AT, beatOf, momentOf, type Tempo } from "./timeline.ts";

/** Longest `group_interval` of a case, in beats, and a little: by then a group has told how an alert of it ended. */
const TOLD_WITHIN = 2.3;

interface Payload {
  readonly truncatedAlerts: number;
  readonly alerts: readonly { readonly fingerprint: string; readonly status: string }[];
}

interface Listed {
  readonly fingerprint: string;
  readonly status: { readonly state: string };
}

/**
 * From when on, epoch ms, a group cannot be compared any more: upstream's log of it says of an alert that it fires which
 * has ended without a word, or forgets one that fires and is muted. docs/differences.md, "log of the muted". By what
 * upstream told of the group, and what it showed meanwhile.
 */
export function unheardFrom(told: readonly Told[], shown: readonly Part[], tempo: Tempo): number {
  const lookAt = (beat: number) => momentOf(tempo, beat + AT.look);
  const endings = shown.flatMap((part, beat) => {
    const gone = believed(told, shown, tempo, lookAt(beat - 1)).filter((one) => !isListed(part, one));
    const isUnheard = gone.some((one) => {
      const back = shown.findIndex((later, at) => at > beat && isListed(later, one));
      const until = Math.min(lookAt(beat + TOLD_WITHIN), back < 0 ? Number.POSITIVE_INFINITY : lookAt(back));
      return !endTold(told, one, lookAt(beat - 1), until) || isMuted(shown[beat - 1], one);
    });
    return isUnheard ? [lookAt(beat - 1)] : [];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...endings, ...strangeEnds(told));
}

/** Messages that tell ends alone, of alerts that nobody heard of. */
function strangeEnds(told: readonly Told[]): readonly number[] {
  const known = new Set<string>();
  return told.flatMap((one) => {
    const { alerts, truncatedAlerts } = payloadOf(one);
    const isStrange = alerts.every(
      ({ status, fingerprint }) => status === "resolved" && !known.has(fingerprint),
    );
    for (const { fingerprint, status } of alerts) if (status === "firing") known.add(fingerprint);
    return isStrange && truncatedAlerts === 0 ? [one.at - 1] : [];
  });
}

/** Alerts that were last told as firing before `at`. A payload that was cut may have told any that was shown then. */
function believed(
  told: readonly Told[],
  shown: readonly Part[],
  tempo: Tempo,
  at: number,
): readonly string[] {
  const last = new Map<string, string>();
  for (const one of told) {
    if (one.at > at) break;
    const { alerts, truncatedAlerts } = payloadOf(one);
    const beat = Math.floor(beatOf(tempo, one.at));
    const cut = truncatedAlerts === 0 ? [] : listed(shown[beat]);
    for (const { fingerprint } of cut) last.set(fingerprint, "firing");
    for (const { fingerprint, status } of alerts) last.set(fingerprint, status);
  }
  return [...last].filter(([, status]) => status === "firing").map(([fingerprint]) => fingerprint);
}

function endTold(told: readonly Told[], fingerprint: string, from: number, to: number): boolean {
  return told
    .filter(({ at }) => at > from && at <= to)
    .flatMap((one) => payloadOf(one).alerts)
    .some((alert) => alert.fingerprint === fingerprint && alert.status === "resolved");
}

function isMuted(part: Part | undefined, fingerprint: string): boolean {
  const everywhere = [...listed(part), ...listedInGroups(part)];
  return everywhere.some((one) => one.fingerprint === fingerprint && one.status.state === "suppressed");
}

// The comparison is about what stands in these; only what tells alerts apart is read here.

function isListed(part: Part | undefined, fingerprint: string): boolean {
  return listed(part).some((one) => one.fingerprint === fingerprint);
}

function listed(part: Part | undefined): readonly Listed[] {
  return (part?.alerts ?? []) as readonly Listed[];
}

function listedInGroups(part: Part | undefined): readonly Listed[] {
  return (part?.groups ?? []).flatMap((group) => (group as { readonly alerts: readonly Listed[] }).alerts);
}

function payloadOf({ body }: Told): Payload {
  return body as Payload;
}
