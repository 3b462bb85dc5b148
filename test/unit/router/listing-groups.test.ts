import { describe, it } from "vitest";
import type { Config, RouteConfig, TimeInterval } from "../../../src/config/config.ts";
import { listAlerts } from "../../../src/router/listing.ts";
import type { AlertQuery } from "../../../src/router/listing-filter.ts";
import { type GettableGroup, listGroups } from "../../../src/router/listing-groups.ts";
import { EVERYTHING } from "./everything.ts";
import { exactly } from "./exactly.ts";
import { refused, sent } from "./outcomes.ts";
import { config, firing, HOUR, integration, MINUTE, route, SECOND, Simulation, START } from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const B = { alertname: "Down", instance: "b" };
const old = START - HOUR;
const groupBy = ["alertname"];
const receivers = ["chat", "pager"].map((name) => ({ name, integrations: [integration(name)] }));

/** The first twenty minutes of each hour. */
const quiet: TimeInterval = {
  times: Array.from({ length: 24 }, (_, hour) => ({ start: 60 * hour, end: 60 * hour + 20 })),
};

function start(over: Partial<RouteConfig> = {}, rest: Partial<Config> = {}): Simulation {
  const timeIntervals = new Map([["quiet", [quiet]]]);
  return new Simulation(config({ route: route({ groupBy, ...over }), receivers, timeIntervals, ...rest }));
}

function list({ state, now }: Simulation, query: Partial<AlertQuery> = {}): readonly GettableGroup[] {
  const listed = listGroups(state, { ...EVERYTHING, ...query }, now);
  if (!listed.ok) throw new Error(listed.error);
  return listed.value;
}

/** `chat {"alertname":"Down"}: a b` of each group. */
function brief(groups: readonly GettableGroup[]): string[] {
  return groups.map(({ alerts, labels, receiver }) => {
    const members = alerts.map((alert) => alert.labels["instance"]).join(" ");
    return `${receiver.name} ${JSON.stringify(labels)}: ${members}`;
  });
}

describe("listGroups", () => {
  it("shows an alert of two routes in both groups, each time with both receivers, sorted", ({ expect }) => {
    const simulation = start({
      routes: [
        route({
          receiver: "pager",
          matchers: [exactly("instance", "a")],
          continue: true,
          groupBy: ["instance"],
        }),
        route({ receiver: "chat" }),
      ],
    });
    simulation.post([firing(A), firing(B)]);
    expect(brief(list(simulation))).toEqual(['pager {"instance":"a"}: a', 'chat {"alertname":"Down"}: a b']);
    const names = list(simulation).map(({ alerts }) => alerts[0]?.receivers.map(({ name }) => name));
    expect(names).toEqual([
      ["chat", "pager"],
      ["chat", "pager"],
    ]);
    const only = list(simulation, { receiver: "pager" });
    expect(only.map(({ alerts }) => alerts[0]?.receivers)).toEqual([[{ name: "pager" }]]);
  });

  it("sorts groups by their labels, the smaller sets first, and then by receiver", ({ expect }) => {
    const simulation = start({
      routes: [
        route({ receiver: "pager", continue: true }),
        route({ receiver: "chat", continue: true }),
        route({ receiver: "pager", groupBy: [], continue: true }),
        route({ receiver: "chat", groupBy: ["alertname", "instance"] }),
      ],
    });
    simulation.post([firing(B), firing({ ...A, alertname: "Up" })]);
    expect(brief(list(simulation))).toEqual([
      "pager {}: a b",
      'chat {"alertname":"Down"}: b',
      'pager {"alertname":"Down"}: b',
      'chat {"alertname":"Up"}: a',
      'pager {"alertname":"Up"}: a',
      'chat {"alertname":"Down","instance":"b"}: b',
      'chat {"alertname":"Up","instance":"a"}: a',
    ]);
  });

  it("sorts the alerts of a group by job, then instance, then labels", ({ expect }) => {
    const simulation = start();
    simulation.post([firing({ ...A, job: "z" }), firing(B), firing({ ...B, job: "a" }), firing(A)]);
    const [group] = list(simulation);
    const order = group?.alerts.map(({ labels }) => `${labels["job"] ?? "-"} ${labels["instance"]}`);
    expect(order).toEqual(["a b", "z a", "- a", "- b"]);
  });

  it("leaves out a group of which nothing is wanted", ({ expect }) => {
    const simulation = start({ groupBy: ["instance"] });
    simulation.post([firing(A), firing(B)]);
    expect(brief(list(simulation, { filters: ["instance=b"] }))).toEqual(['chat {"instance":"b"}: b']);
    simulation.silence("instance", "b", HOUR);
    expect(brief(list(simulation, { silenced: false }))).toEqual(['chat {"instance":"a"}: a']);
    expect(brief(list(simulation, { active: false }))).toEqual(['chat {"instance":"b"}: b']);
  });
});

describe("groups that upstream does not know", () => {
  it("are not shown: those of a route that is gone, which only tell how it ended", ({ expect }) => {
    const simulation = start({ receiver: "pager" });
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, config({ route: route({ groupBy }), receivers }));
    expect([...simulation.state.groups.values()].map(({ receiver }) => receiver).sort()).toEqual([
      "chat",
      "pager",
    ]);
    expect(brief(list(simulation))).toEqual(['chat {"alertname":"Down"}: a']);
    expect(list(simulation)[0]?.alerts[0]?.receivers).toEqual([{ name: "chat" }]);
    const alerts = listAlerts(simulation.state, EVERYTHING, simulation.now);
    expect(alerts).toMatchObject({ value: [{ receivers: [{ name: "chat" }] }] });
  });

  it("are not shown: what is left of an alert where its group goes on without it", ({ expect }) => {
    const simulation = start();
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(MINUTE);
    const moved = route({ receiver: "pager", matchers: [exactly("instance", "a")] });
    simulation.restart(SECOND, config({ route: route({ groupBy, routes: [moved] }), receivers }));
    expect(brief(list(simulation))).toEqual([
      'chat {"alertname":"Down"}: b',
      'pager {"alertname":"Down"}: a',
    ]);
  });

  it("are not shown: those that tell a fallback what its receiver has not taken", ({ expect }) => {
    const critical = { ...A, severity: "critical" };
    const edge = { ...config().edge, fallbacks: [{ matchers: [], fallback: "pager" }] };
    const simulation = start({}, { edge });
    simulation.answer = ({ integration: key }) => (key.startsWith("chat") ? refused : sent);
    simulation.post([firing(critical, old)]);
    simulation.advance(MINUTE);
    expect(simulation.toldTo("pager/webhook/0").map(({ alerts }) => alerts[0]?.labels)).toContainEqual(
      critical,
    );
    expect(brief(list(simulation, { filters: ["severity=critical", "instance=a"] }))).toEqual([
      'chat {"alertname":"Down"}: a',
    ]);
    const alerts = listAlerts(simulation.state, { ...EVERYTHING, filters: ["instance=a"] }, simulation.now);
    expect(alerts).toMatchObject({ value: [{ receivers: [{ name: "chat" }] }] });
  });
});

describe("a group on a route with time intervals", () => {
  const muted = { muteTimeIntervals: ["quiet"], groupWaitMs: MINUTE, groupIntervalMs: 10 * MINUTE };
  const statusOf = (simulation: Simulation) => list(simulation)[0]?.alerts[0]?.status;
  const open = { inhibitedBy: [], mutedBy: [], silencedBy: [], state: "active" };
  const shut = { ...open, mutedBy: ["quiet"], state: "suppressed" };

  it("is muted as its last tick found it, as upstream shows it: until the next one nothing is told", ({
    expect,
  }) => {
    const simulation = start(muted);
    simulation.post([firing(A)]);
    const shown = [0, 60, 18 * 60, 60, 60, 60].map((seconds) => {
      simulation.advance(seconds * SECOND);
      return statusOf(simulation)?.state;
    });
    // Quiet ends after twenty minutes; its ticks are at 1, 11 and 21.
    expect(shown).toEqual(["active", "suppressed", "suppressed", "suppressed", "active", "active"]);
  });

  it("names the intervals in the group alone: other routes may tell the alert", ({ expect }) => {
    const simulation = start({ ...muted, routes: [route({ ...muted, continue: true }), route()] });
    simulation.post([firing(A, old)]);
    simulation.advance(2 * MINUTE);
    expect(list(simulation).map(({ alerts }) => alerts[0]?.status)).toEqual([shut, open]);
    const alerts = listAlerts(simulation.state, EVERYTHING, simulation.now);
    expect(alerts).toMatchObject({ value: [{ status: open }] });
    expect(list(simulation, { muted: false }).map(({ alerts }) => alerts[0]?.status)).toEqual([open]);
  });

  it("is not wanted by whoever wants suppressed alerts alone: what is muted is active elsewhere", ({
    expect,
  }) => {
    const simulation = start(muted);
    simulation.post([firing(A, old)]);
    simulation.advance(2 * MINUTE);
    expect(statusOf(simulation)).toEqual(shut);
    expect(list(simulation, { active: false })).toEqual([]);
  });

  it("keeps what was last found while all its alerts are inhibited, as upstream asks no intervals then", ({
    expect,
  }) => {
    const inhibited = {
      sourceMatchers: [exactly("alertname", "Source")],
      targetMatchers: [exactly("instance", "a")],
    };
    const simulation = start(
      { routes: [route({ ...muted, matchers: [exactly("instance", "a")] })] },
      { inhibitRules: [{ ...inhibited, equal: [] }] },
    );
    simulation.post([firing({ alertname: "Source" }, old)]);
    simulation.post([firing(A, old)]);
    simulation.advance(2 * MINUTE);
    const source = simulation.state.identify({ alertname: "Source" }).fingerprint;
    expect(statusOf(simulation)).toEqual({ ...open, inhibitedBy: [source], state: "suppressed" });
  });

  it("is muted after a restart as of now, until a tick has looked", ({ expect }) => {
    const simulation = start(muted);
    simulation.post([firing(A, old)]);
    simulation.advance(2 * MINUTE);
    simulation.restart(MINUTE);
    expect(statusOf(simulation)).toEqual(shut);
    simulation.restart(18 * MINUTE);
    expect(statusOf(simulation)).toEqual(open);
  });
});
