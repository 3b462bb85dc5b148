import { describe, it } from "vitest";
import { SELF } from "../../../src/router/own-alerts.ts";
import { nextDueAt } from "../../../src/router/tick.ts";
import { FRESH_LOOK_WAIT_MS } from "../../../src/watch/fresh-look.ts";
import { seeded } from "../watch/watched.ts";
import { firing, HOUR, MINUTE, resolved, SECOND, Simulation, START } from "./simulation.ts";
import { report, roleProbe, WatchedSimulation, watchdog, watching } from "./watch-scene.ts";

const only = watching([watchdog()]);
const roles = ["box", "prometheus", "alertmanager"] as const;
const bastion = watching(
  [watchdog({ bastion: true })],
  roles.map((role) => roleProbe(role)),
);

/** Everything up and heard of for ten minutes. */
function healthy(configuration = bastion): WatchedSimulation {
  const simulation = new WatchedSimulation(configuration);
  for (const { name } of configuration.edge.probes) simulation.shows.set(name, "up");
  simulation.beat();
  simulation.tellAll();
  for (let i = 0; i < 2; i += 1) {
    simulation.live(5 * MINUTE, true);
    simulation.tellAll();
  }
  return simulation;
}

function dead(configuration = bastion): WatchedSimulation {
  const simulation = healthy(configuration);
  simulation.tellAll("down");
  simulation.live(2 * MINUTE, false);
  return simulation;
}

describe("a router that watches nothing", () => {
  it("is never due, and writes nothing", ({ expect }) => {
    const simulation = new Simulation(watching([]));
    expect([nextDueAt(simulation.state), simulation.store.writes]).toEqual([undefined, 0]);
    simulation.silence("instance", "a", HOUR, MINUTE);
    expect(nextDueAt(simulation.state)).toBeUndefined();
  });
});

describe("a heartbeat", () => {
  it("tells nobody anything while it is renewed", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.live(HOUR, true);
    expect([simulation.told.length, simulation.state.alerts.size]).toEqual([0, 0]);
  });

  it("is missing one millisecond after its deadline, and told in the same turn", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(45 * SECOND);
    expect(simulation.state.alerts.size).toBe(0);
    simulation.advance(1 + simulation.latencyMs);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
    const [alert] = simulation.told[0]?.notification.alerts ?? [];
    expect(alert).toMatchObject({
      labels: { heartbeat: "watchdog", reason: "missed", severity: "critical" },
      startsAt: new Date(START + 45 * SECOND).toISOString(),
    });
  });

  it("is missed though no ping ever came", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.advance(MINUTE);
    expect(simulation.told[0]?.notification.alerts[0]?.labels["reason"]).toBe("never_seen");
  });

  it("is resolved by the next ping, with its start, its end and how long it was silent", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(10 * MINUTE);
    simulation.beat();
    simulation.advance(5 * SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing", "HeartbeatMissing resolved"]);
    const [alert] = simulation.told[1]?.notification.alerts ?? [];
    expect(alert).toMatchObject({
      startsAt: new Date(START + 45 * SECOND).toISOString(),
      endsAt: new Date(START + 10 * MINUTE).toISOString(),
    });
    expect(alert?.annotations["description"]).toContain("It was silent for 10m");
    simulation.live(10 * MINUTE, true);
    expect(simulation.state.alerts.size).toBe(0);
  });

  it("stays missing for as long as it is: no lease ends it, and no restart", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(20 * HOUR);
    simulation.restart(20 * HOUR);
    simulation.advance(20 * HOUR);
    const [alert] = simulation.state.alerts.values();
    expect([alert?.status, [...(alert?.sources.keys() ?? [])]]).toEqual(["firing", [SELF]]);
    const reasons = simulation.told.map(({ notification }) => notification.alerts[0]?.status);
    expect(new Set(reasons)).toEqual(new Set(["firing"]));
  });

  it("is not called missing by a router that was away, but after a fresh interval and grace", ({
    expect,
  }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.restart(HOUR);
    simulation.advance(45 * SECOND);
    expect(simulation.told).toEqual([]);
    simulation.advance(SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("is given a fresh start where other work than its own was late", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(44 * SECOND);
    simulation.now += 2 * SECOND;
    simulation.turn(() => {}, { lateMs: 11 * SECOND });
    simulation.advance(44 * SECOND);
    expect(simulation.told).toEqual([]);
  });

  it("is given one by a process that could not hear before", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(40 * SECOND);
    simulation.hearsSince = simulation.now + 4 * SECOND;
    simulation.restart(4 * SECOND);
    simulation.advance(44 * SECOND);
    expect(simulation.told).toEqual([]);
    simulation.advance(2 * SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("does not page again after a restart in an outage that was told", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(MINUTE);
    simulation.restart(5 * SECOND);
    simulation.advance(HOUR);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("ends when it is taken out of the configuration", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.advance(MINUTE);
    simulation.restart(0, watching([]));
    simulation.advance(MINUTE);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing", "HeartbeatMissing resolved"]);
    expect(simulation.store.heartbeats.size).toBe(0);
    expect(nextDueAt(simulation.state)).toBeUndefined();
  });

  it("fires beside a webhook that posts the same labels, whatever that says", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(MINUTE);
    const [alert] = simulation.state.alerts.values();
    const labels = alert?.labels ?? {};
    simulation.post([firing(labels)]);
    simulation.post([resolved(labels)]);
    expect(simulation.state.identify(labels).alert?.status).toBe("firing");
    simulation.beat();
    expect(simulation.state.identify(labels).alert?.status).toBe("resolved");
  });

  it("leaves nothing due at the moment that has passed", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    for (let i = 0; i < 500; i += 1) {
      if (i % 7 < 3) simulation.beat();
      simulation.advance(17 * SECOND);
      expect(nextDueAt(simulation.state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(simulation.now - 1);
    }
  });
});

describe("a paused heartbeat", () => {
  it("is not missed while a silence covers the alert that it would raise, and counts anew after it", ({
    expect,
  }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.silence("heartbeat", "watchdog", 10 * MINUTE);
    expect(simulation.state.watch.heartbeats[0]).toMatchObject({ status: "paused", pausedBy: "silence" });
    simulation.advance(10 * MINUTE + 40 * SECOND);
    expect(simulation.told).toEqual([]);
    simulation.advance(10 * SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("is paused by its own time intervals", ({ expect }) => {
    const night = { times: [{ start: 0, end: 60 }] };
    const muted = watching([watchdog({ muteTimeIntervals: ["night"] })], [], {
      timeIntervals: new Map([["night", [night]]]),
    });
    const simulation = new WatchedSimulation(muted);
    simulation.advance(MINUTE);
    expect(simulation.state.watch.heartbeats[0]).toMatchObject({
      status: "paused",
      pausedBy: "time_interval",
    });
    simulation.advance(59 * MINUTE + 40 * SECOND);
    expect(simulation.told).toEqual([]);
    simulation.advance(10 * SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("is not paused by a silence on something else", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.silence("heartbeat", "backup", HOUR);
    simulation.advance(MINUTE);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("stays missing, untold, where the silence comes after the page", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(MINUTE);
    simulation.silence("heartbeat", "watchdog", 10 * MINUTE);
    simulation.advance(MINUTE);
    expect(simulation.state.watch.heartbeats[0]?.status).toBe("missing");
    simulation.beat();
    expect(simulation.state.watch.heartbeats[0]?.status).not.toBe("missing");
  });
});

describe("the verdict", () => {
  it("is Healthy, and nobody is told, while all is well", ({ expect }) => {
    const simulation = healthy();
    expect([simulation.state.watch.verdict?.verdict, simulation.told.length]).toEqual(["Healthy", 0]);
  });

  it("takes the place of HeartbeatMissing and ProbeFailed: one page, within a minute of the death", ({
    expect,
  }) => {
    const simulation = healthy();
    const diedAt = simulation.now;
    simulation.tellAll("down");
    simulation.live(5 * MINUTE, false);
    expect(simulation.messages()).toEqual(["BastionDown firing"]);
    expect((simulation.told[0]?.at ?? 0) - diedAt).toBeLessThan(MINUTE);
    const [alert] = simulation.told[0]?.notification.alerts ?? [];
    expect(alert?.labels).toMatchObject({ watch: "bastion", severity: "critical" });
    expect(alert?.annotations["description"]).toContain("probe box (box): down");
  });

  it("asks probes to look before it pages, once", ({ expect }) => {
    const simulation = healthy();
    simulation.advance(30 * SECOND);
    expect(simulation.asked.toSorted()).toEqual(["alertmanager", "box", "prometheus"]);
    simulation.advance(20 * SECOND);
    expect(simulation.asked).toHaveLength(3);
  });

  it("does not wait for looks for ever", ({ expect }) => {
    const simulation = healthy();
    simulation.advance(45 * SECOND + FRESH_LOOK_WAIT_MS);
    expect(simulation.messages()).toEqual(["AlertPipelineBroken firing"]);
  });

  it("swaps the alert in one flush of one group when it changes", ({ expect }) => {
    const simulation = dead();
    simulation.tellAll("up");
    simulation.shows.set("prometheus", "down");
    simulation.tellAll();
    simulation.live(3 * MINUTE, false);
    expect(simulation.messages()).toEqual([
      "BastionDown firing",
      "BastionDown resolved, PrometheusDown firing",
    ]);
    const keys = simulation.told.map(({ notification }) => notification.groupKey);
    expect(new Set(keys).size).toBe(1);
  });

  it("is resolved when Bastion comes back", ({ expect }) => {
    const simulation = dead();
    simulation.tellAll("up");
    simulation.live(3 * MINUTE, true);
    expect(simulation.messages()).toEqual(["BastionDown firing", "BastionDown resolved"]);
    expect(simulation.state.alerts.size).toBe(0);
  });

  it("is the same after a restart in an outage, and not told twice", ({ expect }) => {
    const simulation = dead();
    simulation.restart(3 * SECOND);
    simulation.live(10 * MINUTE, false);
    expect(simulation.messages()).toEqual(["BastionDown firing"]);
    expect(simulation.state.watch.verdict?.verdict).toBe("BastionDown");
  });

  it("leaves what Bastion last said firing: nothing of it is resolved", ({ expect }) => {
    const simulation = healthy();
    const disk = { alertname: "DiskFull", instance: "a" };
    simulation.post([firing(disk)], { groupKey: "{}:{disk}" });
    simulation.tellAll("down");
    simulation.live(HOUR, false);
    expect(simulation.state.identify(disk).alert?.status).toBe("firing");
    simulation.advance(12 * HOUR);
    expect(simulation.state.identify(disk).alert?.status).toBe("stale");
  });

  it("is gone where no probe has a role any more, and then the heartbeat speaks for itself", ({ expect }) => {
    const simulation = dead();
    simulation.restart(0, watching([watchdog({ bastion: true })]));
    simulation.live(MINUTE, false);
    expect(simulation.messages().slice(1).sort()).toEqual([
      "BastionDown resolved",
      "HeartbeatMissing firing",
    ]);
    simulation.restart(0, bastion);
    expect(simulation.state.watch.verdict?.verdict).toBe("Healthy");
  });

  it("writes no row where nothing has changed", ({ expect }) => {
    const simulation = dead();
    const before = simulation.store.writes;
    for (let i = 0; i < 50; i += 1) simulation.turn(() => {});
    expect(simulation.store.writes).toBe(before);
  });
});

describe("probes", () => {
  const web = watching([], [roleProbe("ui", { name: "web" })]);

  it("is looked at again when a report is too old to hold", ({ expect }) => {
    const simulation = new WatchedSimulation(web);
    simulation.tell(report("web", "up", simulation.now));
    expect(nextDueAt(simulation.state)).toBe(START + 10 * MINUTE + 1);
    simulation.advance(HOUR);
    expect(simulation.messages()).toEqual(["WatchImpaired firing"]);
  });

  it("without a role tells of itself, and of its end", ({ expect }) => {
    const { role: _, ...website } = roleProbe("ui", { name: "web" });
    const simulation = new WatchedSimulation(watching([], [website]));
    simulation.tell(report("web", "down", simulation.now));
    simulation.advance(5 * MINUTE);
    simulation.tell(report("web", "up", simulation.now));
    simulation.advance(MINUTE);
    expect(simulation.messages()).toEqual(["ProbeFailed firing", "ProbeFailed resolved"]);
  });

  it("is paused by a silence on its alert", ({ expect }) => {
    const { role: _, ...website } = roleProbe("ui", { name: "web" });
    const simulation = new WatchedSimulation(watching([], [website]));
    simulation.silence("probe", "web", MINUTE);
    simulation.tell(report("web", "down", simulation.now));
    expect(simulation.state.watch.standings.get("web")?.isPaused).toBe(true);
    expect(simulation.state.alerts.size).toBe(0);
    simulation.advance(2 * MINUTE);
    expect(simulation.messages()).toEqual(["ProbeFailed firing"]);
  });
});

describe("the watch beside everything else", () => {
  it.for([0, 1, 2, 3, 4, 5, 6, 8, 10])(
    "tells an outage and its end though storage fails at its write number %i",
    (writes, { expect }) => {
      const simulation = new WatchedSimulation(only);
      simulation.beat();
      simulation.advance(45 * SECOND);
      simulation.store.failsAfter = writes;
      simulation.advance(MINUTE);
      simulation.store.failsAfter = Number.POSITIVE_INFINITY;
      simulation.advance(10 * MINUTE);
      expect(new Set(simulation.messages())).toEqual(new Set(["HeartbeatMissing firing"]));
      simulation.beat();
      simulation.advance(10 * SECOND);
      expect(simulation.messages().at(-1)).toBe("HeartbeatMissing resolved");
      expect(simulation.state.alerts.size).toBe(0);
    },
  );

  it("tells nobody anything in two days of jitter and of our own restarts", ({ expect }) => {
    const random = seeded(1);
    const simulation = new WatchedSimulation(bastion);
    for (const role of roles) simulation.shows.set(role, "up");
    simulation.beat();
    simulation.tellAll();
    let restartAt = simulation.now + HOUR;
    let tellAt = simulation.now;
    for (const end = simulation.now + 48 * HOUR; simulation.now < end; ) {
      simulation.advance(Math.floor((10 + 10 * random()) * SECOND));
      simulation.answerAsks();
      if (simulation.now >= restartAt) {
        const awayMs = Math.floor(random() ** 3 * 30 * MINUTE);
        simulation.hearsSince = simulation.now + awayMs;
        simulation.restart(awayMs);
        restartAt = simulation.now + Math.floor(2 * HOUR * random());
      }
      simulation.beat();
      // Probers keep alive each five minutes, whatever becomes of us.
      if (simulation.now >= tellAt) simulation.tellAll();
      if (simulation.now >= tellAt) tellAt = simulation.now + 5 * MINUTE;
    }
    expect(simulation.messages()).toEqual([]);
  });
});

describe("a day in which no alarm rings, and cron alone looks once a minute", () => {
  function minuteOfCron(simulation: WatchedSimulation, isAlive: boolean): void {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      simulation.now += 15 * SECOND;
      if (isAlive) simulation.beat();
    }
    simulation.turn(() => {});
  }

  it("raises nothing while pings come, and pages within five minutes once they stop", ({ expect }) => {
    const simulation = new WatchedSimulation(watching([watchdog()]));
    for (let minute = 0; minute < 24 * 60; minute += 1) minuteOfCron(simulation, true);
    expect(simulation.messages()).toEqual([]);
    for (let minute = 0; minute < 5; minute += 1) minuteOfCron(simulation, false);
    simulation.advance(SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("and without cron alarms alone do the same", ({ expect }) => {
    const simulation = new WatchedSimulation(watching([watchdog()]));
    simulation.live(24 * HOUR, true);
    expect(simulation.messages()).toEqual([]);
    simulation.live(MINUTE, false);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });
});
