import { describe, it } from "vitest";
import type { Config, FallbackRoute } from "../../../src/config/config.ts";
import type { Notification, SendOutcome } from "../../../src/receiver/receiver.ts";
import { BACKLOG, FAILING_LASTS_MS } from "../../../src/router/delivery-failing.ts";
import { DELIVERY_FAILING } from "../../../src/router/detour.ts";
import { UNTAKEN_AFTER_MS, untakenCriticals, WORRIES_PER_TURN } from "../../../src/router/fail-over.ts";
import { FAIL_OVER_AFTER_MS } from "../../../src/router/state.ts";
import { exactly } from "./exactly.ts";
import { refused } from "./outcomes.ts";
import {
  config,
  firing,
  HOUR,
  integration,
  MINUTE,
  resolved,
  route,
  SECOND,
  Simulation,
  START,
  summary,
} from "./simulation.ts";

const A = { alertname: "Down", instance: "a", severity: "critical" };
const B = { alertname: "Down", instance: "b", severity: "critical" };
const MILD = { alertname: "Slow", instance: "m", severity: "warning" };
const old = START - MINUTE;

const sent: SendOutcome = { ok: true, status: "200", answer: "ok" };
const broken: SendOutcome = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "502",
  answer: "",
};

const receivers = [
  { name: "pager", integrations: [integration("pager"), integration("pager", { kind: "email" })] },
  { name: "chat", integrations: [integration("chat")] },
  { name: "phone", integrations: [integration("phone")] },
];
const alone = [{ name: "pager", integrations: [integration("pager")] }, ...receivers.slice(1)];
const PAGER = "pager/webhook/0";
const MAIL = "pager/email/0";
const PHONE = "phone/webhook/0";
const CHAT = "chat/webhook/0";

function world(
  over: Partial<Config> = {},
  fallbacks: readonly FallbackRoute[] = [{ matchers: [], fallback: "phone" }],
): Config {
  const base = config();
  return config({
    receivers: alone,
    route: route({ receiver: "pager", groupBy: ["alertname"] }),
    edge: { ...base.edge, fallbacks },
    ...over,
  });
}

/** A router whose `failing` integrations answer `outcome`. */
function start(
  failing: readonly string[],
  outcome: SendOutcome,
  configuration: Config = world(),
): Simulation {
  const simulation = new Simulation(configuration);
  fail(simulation, failing, outcome);
  return simulation;
}

function fail(simulation: Simulation, failing: readonly string[], outcome: SendOutcome = broken): void {
  simulation.answer = ({ integration: key }) => (failing.includes(key) ? outcome : sent);
}

const isOwn = ({ groupLabels, alerts }: Notification) =>
  (groupLabels["alertname"] ?? alerts[0]?.labels["alertname"]) === DELIVERY_FAILING;

function told(simulation: Simulation, key: string): string[] {
  return simulation
    .toldTo(key)
    .filter((one) => !isOwn(one))
    .map((one) => summary(one));
}

/** Labels of the alerts about failing deliveries, as `key` heard of them. */
function complaints(simulation: Simulation, key: string) {
  return simulation
    .toldTo(key)
    .filter(isOwn)
    .flatMap(({ alerts }) =>
      alerts.map(
        ({ status, labels }) => `${status} ${labels["receiver"]} ${labels["reason"]} ${labels["severity"]}`,
      ),
    );
}

describe("a critical that its receiver does not take", () => {
  it("goes to the fallback two minutes after the decision, and not before", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(FAIL_OVER_AFTER_MS - SECOND);
    expect(told(simulation, PHONE)).toEqual([]);
    simulation.advance(2 * SECOND);
    expect(told(simulation, PHONE)).toEqual(["firing a"]);
  });

  it("goes to the fallback at once when the provider refuses it for good", ({ expect }) => {
    const simulation = start([PAGER], refused);
    simulation.post([firing(A, old)]);
    simulation.advance(SECOND);
    expect(told(simulation, PHONE)).toEqual(["firing a"]);
  });

  it("ends at the fallback as it ends everywhere, and leaves nothing behind", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    fail(simulation, []);
    simulation.post([resolved(A, old)]);
    simulation.advance(2 * HOUR);
    expect(told(simulation, PHONE)).toEqual(["firing a", "resolved a"]);
    expect([...simulation.state.alerts.values(), ...simulation.state.groups.values()]).toEqual([]);
    expect([simulation.store.groups.size, simulation.store.logs.size]).toEqual([0, 0]);
  });

  it("is told there once, however long its receiver fails", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    expect(told(simulation, PHONE)).toEqual(["firing a"]);
  });

  it("takes the next one along, and tells each once", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    simulation.post([firing(B, old)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation, PHONE)).toEqual(["firing a", "firing a,b"]);
  });

  it("is told by the fallback after a restart too, and its end as well", ({ expect }) => {
    const simulation = start([PAGER, PHONE], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    simulation.restart(SECOND);
    fail(simulation, [PAGER]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation, PHONE)).toEqual(["firing a"]);
    simulation.restart(SECOND);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation, PHONE)).toEqual(["firing a", "resolved a"]);
  });

  it("goes nowhere once another integration of the receiver has it", ({ expect }) => {
    const simulation = start([PAGER], broken, world({ receivers }));
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    expect(told(simulation, MAIL)).toEqual(["firing a"]);
    expect(told(simulation, PHONE)).toEqual([]);
  });

  it("waits for the other integration before a refusal counts, for two minutes at most", ({ expect }) => {
    const simulation = new Simulation(world({ receivers }));
    simulation.answer = ({ integration: key }) => (key === PAGER ? refused : key === MAIL ? broken : sent);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    expect(told(simulation, PHONE)).toEqual([]);
    simulation.advance(2 * MINUTE);
    expect(told(simulation, PHONE)).toEqual(["firing a"]);
  });

  it("goes nowhere when it is silenced before the two minutes are over", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.silence("instance", "a", HOUR);
    simulation.advance(HOUR / 2);
    expect(told(simulation, PHONE)).toEqual([]);
  });

  it("goes nowhere when it has resolved before", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(HOUR);
    expect(told(simulation, PHONE)).toEqual([]);
  });

  it.for([
    ["a warning", MILD, [{ matchers: [], fallback: "phone" }]],
    [
      "what no route of the edge file matches",
      A,
      [{ matchers: [exactly("team", "web")], fallback: "phone" }],
    ],
    ["what would fall back on its own receiver", A, [{ matchers: [], fallback: "pager" }]],
  ] as const)("%s stays where it is", ([, labels, fallbacks], { expect }) => {
    const simulation = start(
      [PAGER],
      broken,
      world(
        {},
        [...fallbacks].map((one) => ({ ...one, matchers: [...one.matchers] })),
      ),
    );
    simulation.post([firing(labels, old)]);
    simulation.advance(HOUR);
    expect(told(simulation, PHONE)).toEqual([]);
  });

  it("takes the first route of the edge file that matches it", ({ expect }) => {
    const fallbacks = [
      { matchers: [exactly("instance", "b")], fallback: "phone" },
      { matchers: [], fallback: "chat" },
    ];
    const simulation = start([PAGER], broken, world({}, fallbacks));
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(3 * MINUTE);
    expect(told(simulation, PHONE)).toEqual(["firing b"]);
    expect(told(simulation, CHAT)).toEqual(["firing a"]);
  });

  it("does not fall any further when the fallback fails too", ({ expect }) => {
    const fallbacks = [{ matchers: [], fallback: "phone" }];
    const simulation = start([PAGER, PHONE], broken, world({}, fallbacks));
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    expect(told(simulation, CHAT)).toEqual([]);
    expect(simulation.state.groups.size).toBeLessThan(6);
  });

  it("a storm of them is looked at in turns of WORRIES_PER_TURN, and all fail over", ({ expect }) => {
    const simulation = start(
      [PAGER],
      broken,
      world({ route: route({ receiver: "pager", groupBy: ["instance"] }) }),
    );
    const many = Array.from({ length: WORRIES_PER_TURN + 20 }, (_, n) => ({ ...A, instance: `i${n}` }));
    simulation.post(many.map((labels) => firing(labels, old)));
    simulation.advance(4 * MINUTE);
    expect(new Set(told(simulation, PHONE)).size).toBe(many.length);
  });
});

describe("FarwatchDeliveryFailing", () => {
  it("says which receiver fails and why, to another receiver, and ends with the first success", ({
    expect,
  }) => {
    const simulation = start([PAGER], broken, world({}, []));
    simulation.post([firing(A, old)]);
    simulation.advance(FAIL_OVER_AFTER_MS - SECOND);
    expect(complaints(simulation, CHAT)).toEqual([]);
    simulation.advance(10 * SECOND);
    expect(complaints(simulation, CHAT)).toEqual(["firing pager server_error critical"]);
    fail(simulation, []);
    simulation.advance(20 * MINUTE);
    expect(complaints(simulation, CHAT)).toEqual([
      "firing pager server_error critical",
      "resolved pager server_error critical",
    ]);
  });

  it("is a warning where no critical is affected, and critical as soon as one is", ({ expect }) => {
    const simulation = start([PAGER], broken, world({}, []));
    simulation.post([firing(MILD, old)]);
    simulation.advance(3 * MINUTE);
    simulation.post([firing(A, old)]);
    simulation.advance(10 * MINUTE);
    expect(complaints(simulation, CHAT)).toEqual(
      expect.arrayContaining(["firing pager server_error warning", "firing pager server_error critical"]),
    );
    const last = simulation.toldTo(CHAT).filter(isOwn).at(-1);
    expect(
      last?.alerts.filter(({ status }) => status === "firing").map(({ labels }) => labels["severity"]),
    ).toEqual(["critical"]);
  });

  it("is raised at once when something is refused for good", ({ expect }) => {
    const simulation = start([PAGER], refused, world({}, []));
    simulation.post([firing(MILD, old)]);
    simulation.advance(SECOND);
    expect(complaints(simulation, CHAT)).toEqual(["firing pager client_error warning"]);
  });

  it("is never told to the failing receiver alone, and is not raised where there is no other", ({
    expect,
  }) => {
    const lonely = world({ receivers: alone.slice(0, 1) }, []);
    const simulation = start([PAGER], broken, lonely);
    simulation.post([firing(A, old)]);
    simulation.advance(10 * MINUTE);
    expect([...simulation.state.alerts.values()].map(({ labels }) => labels["alertname"])).toEqual(["Down"]);
  });

  it("goes by the routing where that leads to somebody else", ({ expect }) => {
    const routes = [route({ receiver: "chat", matchers: [exactly("alertname", DELIVERY_FAILING)] })];
    const base = route({ receiver: "pager", groupBy: ["alertname"], groupWaitMs: 0, routes });
    const simulation = start([PAGER], broken, world({ route: base }));
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    expect(complaints(simulation, CHAT)).toHaveLength(1);
    expect(complaints(simulation, PHONE)).toEqual([]);
  });

  it("is never about itself: a hearer that fails too raises nothing more", ({ expect }) => {
    const simulation = start([PAGER, CHAT, PHONE], broken, world({}, []));
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    const own = [...simulation.state.alerts.values()].filter(
      ({ labels }) => labels["alertname"] === DELIVERY_FAILING,
    );
    expect(own.map(({ labels }) => labels["receiver"])).toEqual(["pager"]);
  });

  it("says that messages wait for their turn where none has failed", ({ expect }) => {
    const simulation = new Simulation(world({}, []));
    simulation.latencyMs = 30 * MINUTE;
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    expect([...simulation.state.alerts.values()].map(({ labels }) => labels["reason"])).toContain(BACKLOG);
  });

  it("ends by itself when nothing is sent to the receiver any more", ({ expect }) => {
    const simulation = start([PAGER], refused, world({}, []));
    simulation.post([firing(MILD, old)]);
    simulation.advance(SECOND);
    simulation.silence("instance", "m", 10 * HOUR);
    simulation.advance(FAILING_LASTS_MS + 10 * MINUTE);
    expect(complaints(simulation, CHAT).at(-1)).toBe("resolved pager client_error warning");
  });

  it("survives a restart, and still ends with the first success", ({ expect }) => {
    const simulation = start([PAGER], broken, world({}, []));
    simulation.post([firing(A, old)]);
    simulation.advance(3 * MINUTE);
    simulation.restart(SECOND);
    fail(simulation, []);
    simulation.advance(20 * MINUTE);
    expect(complaints(simulation, CHAT).at(-1)).toBe("resolved pager server_error critical");
    expect(complaints(simulation, CHAT)).toHaveLength(2);
  });
});

describe("a critical that nobody has taken", () => {
  it("counts five minutes after its decision, until somebody takes it", ({ expect }) => {
    const simulation = start([PAGER, PHONE], broken);
    simulation.post([firing(A, old)]);
    simulation.advance(UNTAKEN_AFTER_MS - SECOND);
    expect(untakenCriticals(simulation.state, simulation.now)).toBe(0);
    simulation.advance(2 * SECOND);
    expect(untakenCriticals(simulation.state, simulation.now)).toBe(1);
    fail(simulation, [PAGER]);
    simulation.advance(6 * MINUTE);
    expect(untakenCriticals(simulation.state, simulation.now)).toBe(0);
  });

  it("does not count while its fallback has it, nor when it is no critical", ({ expect }) => {
    const simulation = start([PAGER], broken);
    simulation.post([firing(A, old), firing(MILD, old)]);
    simulation.advance(HOUR);
    expect(untakenCriticals(simulation.state, simulation.now)).toBe(0);
  });
});
