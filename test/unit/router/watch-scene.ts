import type { Labels } from "../../../src/alert/labels.ts";
import type { Config, HeartbeatConfig, ProbeConfig, ProbeRole } from "../../../src/config/config.ts";
import { noteLook, noteProbes } from "../../../src/router/probe-news.ts";
import type { ProbeReport } from "../../../src/watch/report.ts";
import { heartbeat, probe } from "../watch/watched.ts";
import { config, firing, resolved, route, SECOND, Simulation, START } from "./simulation.ts";

export const WATCHDOG: Labels = { alertname: "Watchdog" };

export const isWatchdog = {
  name: "alertname",
  op: "=" as const,
  value: "Watchdog",
  matches: (labels: Labels) => labels["alertname"] === "Watchdog",
};

export function watchdog(over: Partial<HeartbeatConfig> = {}): HeartbeatConfig {
  return heartbeat({ matchers: [isWatchdog], bastion: false, ...over });
}

const isOfWatch = {
  name: "watch",
  op: "!=" as const,
  value: "",
  matches: (labels: Labels) => !!labels["watch"],
};

/** As shipped: verdicts are one group that is told at once, whatever else waits for its group. */
export const watchRoute = route({
  groupBy: ["alertname"],
  groupWaitMs: 0,
  groupIntervalMs: 5 * SECOND,
  routes: [route({ matchers: [isOfWatch], groupBy: ["watch"], groupWaitMs: 0, groupIntervalMs: 5 * SECOND })],
});

export function watching(
  heartbeats: readonly HeartbeatConfig[],
  probes: readonly ProbeConfig[] = [],
  over: Partial<Config> = {},
): Config {
  const plain = config();
  return { ...plain, route: watchRoute, edge: { ...plain.edge, heartbeats, probes }, ...over };
}

/** A probe of a role, named for it. */
export function roleProbe(role: ProbeRole, over: Partial<ProbeConfig> = {}): ProbeConfig {
  return probe({ name: role, role, ...over });
}

export function report(name: string, state: ProbeReport["state"], at: number): ProbeReport {
  const reason = state === "up" ? "" : "connect: refused";
  return { probe: name, region: "weur", state, since: at, reason, lastRunAt: at, durationMs: 20 };
}

/** A Bastion whose Alertmanager posts, whose probes are told of, and which answers when it is asked to look. */
export class WatchedSimulation extends Simulation {
  /** What each probe shows when it is asked. */
  readonly shows = new Map<string, ProbeReport["state"]>();

  beat(): void {
    this.post([firing(WATCHDOG, START)]);
  }

  endWatchdog(): void {
    this.post([resolved(WATCHDOG, START, this.now)]);
  }

  tell(...reports: readonly ProbeReport[]): void {
    this.turn(() => noteProbes(this.state, reports, this.now));
  }

  /** Probes are told of as what they show; each ran just now. */
  tellAll(state?: ProbeReport["state"]): void {
    if (state !== undefined) for (const name of this.shows.keys()) this.shows.set(name, state);
    this.tell(...[...this.shows].map(([name, shown]) => report(name, shown, this.now)));
  }

  /** Lets time pass second by second, with a ping every 15 s where Bastion lives, and looks that are asked for. */
  live(ms: number, isAlive: boolean): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.advance(SECOND);
      if (isAlive && (this.now - START) % (15 * SECOND) === 0) this.beat();
      this.answerAsks();
    }
  }

  answerAsks(): void {
    for (const name of this.asked.splice(0)) {
      const state = this.shows.get(name) ?? "unknown";
      const result = { probe: name, region: "weur", state, reason: "", startedAt: this.now, durationMs: 20 };
      const kind = ({ up: "up", down: "failed", unknown: "blind" } as const)[state];
      const seen = { kind, at: this.now, reason: state === "up" ? "" : "connect: refused" };
      const look = { result, others: [], seen, report: report(name, state, this.now) };
      this.turn(() => noteLook(this.state, look, this.now));
    }
  }

  /** `BastionDown firing, PrometheusDown resolved` of each message. */
  messages(): string[] {
    return this.told.map(({ notification }) =>
      notification.alerts.map(({ labels, status }) => `${labels["alertname"]} ${status}`).join(", "),
    );
  }
}
