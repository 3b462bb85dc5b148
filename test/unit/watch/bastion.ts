import type { ProbeRole } from "../../../src/config/config.ts";
import { evaluate, type HeartbeatState, ping, resolvedWatchdog } from "../../../src/watch/heartbeat.ts";
import { KEEP_ALIVE_MS } from "../../../src/watch/prober-state.ts";
import { firstVerdict, settleVerdict, type VerdictState } from "../../../src/watch/settle-verdict.ts";
import type { ProbeStanding } from "../../../src/watch/standing.ts";
import { follow, type Seen, type Streak } from "../../../src/watch/streak.ts";
import type { Verdict } from "../../../src/watch/verdict.ts";
import { alive, SECOND, SOURCE, START, standing } from "./watched.ts";

export type Death = "box" | "prometheus" | "alertmanager" | "both" | "path" | "delivery";

const ROLES: readonly ProbeRole[] = ["box", "prometheus", "alertmanager", "ui"];
/** How long Alertmanager keeps an alert that Prometheus no longer sends, with a resend delay of 15 s. */
const REMEMBERS_MS = 60 * SECOND;
const STEP_MS = 500;

/** Which probes fail. `path` shuts all of them out; `delivery` none. */
const FAILING: Readonly<Record<Death, readonly ProbeRole[]>> = {
  box: ROLES,
  prometheus: ["prometheus"],
  alertmanager: ["alertmanager"],
  both: ["prometheus", "alertmanager"],
  path: ROLES,
  delivery: [],
};

/** After a boot the parts answer one after the other. */
const BOOTS_AFTER: Readonly<Record<ProbeRole | "heartbeat", number>> = {
  box: 0,
  prometheus: 15 * SECOND,
  alertmanager: 20 * SECOND,
  ui: 25 * SECOND,
  heartbeat: 40 * SECOND,
};

export interface Scene {
  readonly death: Death;
  readonly diesAt: number;
  /** Never, unless given. */
  readonly bootsAt?: number;
  readonly roles: readonly ProbeRole[];
  readonly probeIntervalMs: number;
  readonly failures: number;
  /** How long a failing run takes, confirmation included: a timeout, or a refusal at once. */
  readonly failsInMs: number;
  /** Where in their periods heartbeat and probes stand, 0 to 1. */
  readonly phase: (what: string) => number;
  /** Whether probers answer when they are asked to look. */
  readonly answersAsks?: boolean;
}

export interface Turn {
  readonly at: number;
  readonly verdict: Verdict;
}

/** Plays a scene until `until`; what the verdict was, each time it changed. */
export function play(
  scene: Scene,
  until: number,
): { readonly turns: readonly Turn[]; readonly asks: number } {
  const bastion = new SimulatedBastion(scene);
  for (let now = START + STEP_MS; now <= until; now += STEP_MS) bastion.step(now);
  return bastion;
}

class SimulatedBastion {
  readonly turns: Turn[] = [];
  asks = 0;
  readonly #scene: Scene;
  #heartbeat: HeartbeatState = alive(START);
  #verdict: VerdictState = firstVerdict(START);
  readonly #probes: Map<string, { standing: ProbeStanding; streak: Streak }>;
  #landing: {
    readonly role: ProbeRole;
    readonly seen: Seen;
    readonly at: number;
    readonly isAsked: boolean;
  }[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
    const up: Streak = { state: "up", since: START, reason: "", failures: 0, blind: 0 };
    this.#probes = new Map(
      scene.roles.map((role) => [role, { standing: standing(role, "up", START), streak: up }]),
    );
  }

  step(now: number): void {
    this.#beat(now);
    for (const role of this.#scene.roles) {
      if (this.#isDue(`probe ${role}`, this.#scene.probeIntervalMs, now)) this.#run(role, now, false);
    }
    for (const one of this.#landing.filter(({ at }) => at <= now))
      this.#land(one.role, one.seen, one.isAsked);
    this.#landing = this.#landing.filter(({ at }) => at > now);
    if (now % KEEP_ALIVE_MS === 0) for (const known of this.#probes.values()) keepAlive(known, now);
    this.#heartbeat = evaluate(this.#heartbeat, now);
    this.#judge(now);
  }

  #judge(now: number): void {
    const probes = [...this.#probes.values()].map((one) => one.standing);
    const { state, ask } = settleVerdict(this.#verdict, { heartbeats: [this.#heartbeat], probes }, now);
    if (state.verdict !== this.#verdict.verdict) this.turns.push({ at: now, verdict: state.verdict });
    this.#verdict = JSON.parse(JSON.stringify(state)) as VerdictState; // as stored
    this.asks += ask.length;
    if (this.#scene.answersAsks !== false) {
      for (const role of this.#scene.roles.filter((one) => ask.includes(one))) this.#run(role, now, true);
    }
  }

  #isDue(what: string, periodMs: number, now: number): boolean {
    const offset = Math.floor(this.#scene.phase(what) * periodMs);
    return Math.floor((now - offset) / periodMs) !== Math.floor((now - STEP_MS - offset) / periodMs);
  }

  #isDead(part: ProbeRole | "heartbeat", now: number): boolean {
    const { diesAt, bootsAt = Number.POSITIVE_INFINITY } = this.#scene;
    return now >= diesAt && now < bootsAt + BOOTS_AFTER[part];
  }

  #beat(now: number): void {
    const { death, diesAt } = this.#scene;
    if (!this.#isDue("heartbeat", 15 * SECOND, now)) return;
    const isGone = this.#isDead("heartbeat", now) && death !== "path";
    const isRemembered = death === "prometheus" && now < diesAt + REMEMBERS_MS;
    if (!isGone || isRemembered) {
      this.#heartbeat = ping(this.#heartbeat, { at: now, source: SOURCE, status: "ok" });
    } else if (death === "prometheus") {
      this.#heartbeat = resolvedWatchdog(this.#heartbeat, { at: now, source: SOURCE });
    }
  }

  #run(role: ProbeRole, now: number, isAsked: boolean): void {
    const isFailing = FAILING[this.#scene.death].includes(role) && this.#isDead(role, now);
    const seen = { kind: isFailing ? ("failed" as const) : ("up" as const), at: now, reason: "refused" };
    this.#landing.push({ role, seen, at: now + (isFailing ? this.#scene.failsInMs : 200), isAsked });
  }

  /** A look that was asked for is always heard of; a run of the schedule only when the state changed. */
  #land(role: ProbeRole, seen: Seen, isAsked: boolean): void {
    const known = this.#probes.get(role);
    // A prober runs a probe once at a time: what began earlier cannot be news.
    if (known?.standing.report === undefined || seen.at < known.standing.report.lastRunAt) return;
    const streak = follow(known.streak, seen, this.#scene.failures);
    const isNews = streak.state !== known.streak.state;
    const durationMs = seen.kind === "failed" ? this.#scene.failsInMs : 200;
    const { state, since, reason } = streak;
    const report = { ...known.standing.report, state, since, reason, lastRunAt: seen.at, durationMs };
    const heard = { ...known.standing, report, ...(isAsked ? { look: seen } : {}) };
    this.#probes.set(role, { streak, standing: isAsked || isNews ? heard : known.standing });
  }
}

function keepAlive(known: { standing: ProbeStanding }, now: number): void {
  const { report } = known.standing;
  if (report !== undefined) known.standing = { ...known.standing, report: { ...report, lastRunAt: now - 1 } };
}
