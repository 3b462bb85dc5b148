import type { Sight } from "./standing.ts";

/** What we hear of the bastion heartbeat; `none`: there is none, it waits for its first ping, or it is paused. */
export type Pulse = "alive" | "missing" | "resolved" | "none";

export interface Evidence {
  readonly heartbeat: Pulse;
  readonly box: Sight;
  readonly prometheus: Sight;
  readonly alertmanager: Sight;
  readonly ui: Sight;
}

export const VERDICTS = [
  "Healthy",
  "BastionDown",
  "PrometheusDown",
  "AlertPipelineBroken",
  "BastionUnreachable",
  "WatchImpaired",
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** One row of the table: what each column may be (absent: anything), the verdict, and why. */
export interface VerdictRow {
  readonly when: { readonly [Column in keyof Evidence]?: readonly Evidence[Column][] };
  readonly verdict: Verdict;
  readonly why: string;
}

export const PULSES: readonly Pulse[] = ["alive", "missing", "resolved", "none"];
export const SIGHTS: readonly Sight[] = ["up", "down", "unknown", "none"];

const SILENT: readonly Pulse[] = ["missing", "resolved"];
const DOWN: readonly Sight[] = ["down"];
const NOT_UP: readonly Sight[] = ["down", "unknown", "none"];
const UNSEEN: readonly Sight[] = ["unknown", "none"];
const NONE: readonly Sight[] = ["none"];

const nothingSeen = { box: UNSEEN, prometheus: UNSEEN, alertmanager: UNSEEN, ui: UNSEEN };
const nothingThere = { box: NONE, prometheus: NONE, alertmanager: NONE, ui: NONE };

/** The first row that holds decides; the last one holds always. */
export const VERDICT_TABLE: readonly VerdictRow[] = [
  // No heartbeat arrives: somebody is paged, and the probes say for what.
  {
    when: { heartbeat: SILENT, box: DOWN },
    verdict: "BastionDown",
    why: "No heartbeat arrives and the box does not answer.",
  },
  {
    when: { heartbeat: SILENT, box: UNSEEN, prometheus: DOWN, alertmanager: DOWN, ui: NOT_UP },
    verdict: "BastionDown",
    why: "No heartbeat arrives, neither Prometheus nor Alertmanager answers, and nothing says that the box is up.",
  },
  {
    when: { heartbeat: ["missing"], box: UNSEEN, prometheus: NOT_UP, alertmanager: NOT_UP, ui: DOWN },
    verdict: "BastionDown",
    why: "No heartbeat arrives, the pages do not answer, and nothing says that the box is up.",
  },
  {
    when: { heartbeat: SILENT, prometheus: DOWN },
    verdict: "PrometheusDown",
    why: "No heartbeat arrives and Prometheus does not answer; the box is not known to be down.",
  },
  {
    when: { heartbeat: ["resolved"], prometheus: UNSEEN },
    verdict: "PrometheusDown",
    why: "Alertmanager itself said that the Watchdog has ended: it lives, and Prometheus has stopped sending to it.",
  },
  {
    when: { heartbeat: ["resolved"] },
    verdict: "AlertPipelineBroken",
    why: "Alertmanager said that the Watchdog has ended, but Prometheus answers: its alerts do not reach Alertmanager.",
  },
  {
    when: { heartbeat: ["missing"], alertmanager: DOWN },
    verdict: "AlertPipelineBroken",
    why: "No heartbeat arrives and Alertmanager does not answer.",
  },
  {
    when: { heartbeat: ["missing"], ...nothingSeen },
    verdict: "AlertPipelineBroken",
    why: "No heartbeat arrives, and no probe could look: alerts would not arrive either, whatever has died.",
  },
  {
    when: { heartbeat: ["missing"] },
    verdict: "AlertPipelineBroken",
    why: "No heartbeat arrives, though what we probe answers: its way from Prometheus through Alertmanager to here is cut.",
  },

  // Heartbeats arrive, so Alertmanager lives and reaches us, whatever its probe says.
  {
    when: { heartbeat: ["alive"], box: DOWN, prometheus: NOT_UP, alertmanager: NOT_UP, ui: NOT_UP },
    verdict: "BastionUnreachable",
    why: "Heartbeats arrive, but no probe gets through to the box: network, DNS or certificate.",
  },
  {
    when: { heartbeat: ["alive"], box: NOT_UP, prometheus: NOT_UP, alertmanager: DOWN, ui: NOT_UP },
    verdict: "BastionUnreachable",
    why: "Heartbeats arrive, so Alertmanager runs, but neither it nor anything else answers a probe.",
  },
  {
    when: { heartbeat: ["alive"], box: NOT_UP, prometheus: DOWN, alertmanager: NOT_UP, ui: DOWN },
    verdict: "BastionUnreachable",
    why: "Heartbeats arrive, but neither Prometheus nor the pages answer a probe, and nothing else does.",
  },
  {
    when: { heartbeat: ["alive"], prometheus: DOWN },
    verdict: "PrometheusDown",
    why: "Prometheus does not answer; the heartbeats that still arrive may be what Alertmanager remembers of it.",
  },
  {
    when: { heartbeat: ["alive"], ...nothingThere },
    verdict: "Healthy",
    why: "Heartbeats arrive, and there is nothing else to look at.",
  },
  {
    when: { heartbeat: ["alive"], ...nothingSeen },
    verdict: "WatchImpaired",
    why: "Heartbeats arrive, but none of our probes could look.",
  },
  {
    when: { heartbeat: ["alive"] },
    verdict: "Healthy",
    why: "Heartbeats arrive. A single probe that fails beside them tells of itself, as ProbeFailed.",
  },

  // No heartbeat to go by: the probes alone decide.
  {
    when: { box: DOWN, prometheus: NOT_UP, alertmanager: NOT_UP, ui: NOT_UP },
    verdict: "BastionDown",
    why: "The box does not answer, and nothing on it does; there is no heartbeat to say otherwise.",
  },
  {
    when: { box: UNSEEN, prometheus: DOWN, alertmanager: DOWN, ui: NOT_UP },
    verdict: "BastionDown",
    why: "Neither Prometheus nor Alertmanager answers, and nothing says that the box is up.",
  },
  {
    when: { prometheus: DOWN },
    verdict: "PrometheusDown",
    why: "Prometheus does not answer; the box is not known to be down.",
  },
  {
    when: { alertmanager: DOWN },
    verdict: "AlertPipelineBroken",
    why: "Alertmanager does not answer, and no heartbeat says that it lives.",
  },
  {
    when: nothingSeen,
    verdict: "WatchImpaired",
    why: "There is no heartbeat, and no probe could look: we see nothing of Bastion.",
  },
  {
    when: {},
    verdict: "Healthy",
    why: "What we probe answers. A single probe that fails tells of itself, as ProbeFailed.",
  },
];

/** Whether the row holds for the evidence. */
export function holds({ when }: VerdictRow, evidence: Evidence): boolean {
  const allows = <Value>(allowed: readonly Value[] | undefined, value: Value) =>
    allowed?.includes(value) ?? true;
  return (
    allows(when.heartbeat, evidence.heartbeat) &&
    allows(when.box, evidence.box) &&
    allows(when.prometheus, evidence.prometheus) &&
    allows(when.alertmanager, evidence.alertmanager) &&
    allows(when.ui, evidence.ui)
  );
}

/** The verdict on Bastion, with the row that says why. */
export function judgeBastion(evidence: Evidence): VerdictRow {
  const row = VERDICT_TABLE.find((one) => holds(one, evidence));
  if (row === undefined) throw new Error(`Cannot judge ${JSON.stringify(evidence)}: the table has a hole`);
  return row;
}

/** Whether somebody is woken for it. */
export function isPage(verdict: Verdict): boolean {
  return verdict !== "Healthy" && verdict !== "WatchImpaired";
}
