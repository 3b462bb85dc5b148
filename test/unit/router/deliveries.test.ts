import { describe, it } from "vitest";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import {
  DELIVERIES_PER_LOOK,
  type DeliveryQuery,
  getDelivery,
  ID_DISORDER_MS,
  listDeliveries,
} from "../../../src/router/deliveries.ts";
import { row } from "../notify/rows.ts";
import { attemptOf } from "./attempt.ts";
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

const label = (alertname: string) => ({ alertname, instance: alertname.toLowerCase() });
const old = START - MINUTE;
const broken: SendOutcome = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "502",
  answer: "bad gateway",
};
const refused: SendOutcome = {
  ok: false,
  recoverable: false,
  reason: "client_error",
  status: "400",
  answer: "no",
};
const sent: SendOutcome = { ok: true, status: "200", answer: "ok" };

const two = config({
  receivers: [{ name: "chat", integrations: [integration("chat"), integration("chat", { kind: "email" })] }],
  route: route({ groupBy: ["alertname"] }),
});

function list(simulation: Simulation, query: Partial<DeliveryQuery> = {}) {
  return listDeliveries(simulation.state, { limit: 100, ...query });
}

const brief = (simulation: Simulation, query: Partial<DeliveryQuery> = {}) =>
  list(simulation, query).deliveries.map(({ id, state }) => `${id} ${state}`);

describe("a delivery", () => {
  it("waits, is tried again, and is sent: one and the same", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(label("A"), old)]);
    const waiting = {
      id: "1",
      decidedAt: new Date(START).toISOString(),
      receiver: "chat",
      integration: "chat/webhook/0",
      groupKey: '{}:{alertname="A"}',
      reason: "first notification",
    };
    expect(list(simulation).deliveries).toEqual([
      { ...waiting, state: "waiting", nextAttemptAt: waiting.decidedAt, attempts: [] },
    ]);
    simulation.advance(20);
    const first = {
      at: waiting.decidedAt,
      attempt: 1,
      outcome: "retried",
      failure: "server_error",
      status: "502",
      latencyMs: 20,
      answer: "bad gateway",
    };
    const nextAttemptAt = new Date(START + 20 + SECOND).toISOString();
    expect(list(simulation).deliveries).toEqual([
      { ...waiting, state: "retrying", nextAttemptAt, attempts: [first] },
    ]);
    simulation.answer = () => sent;
    simulation.advance(MINUTE);
    const second = {
      ...first,
      at: nextAttemptAt,
      attempt: 2,
      outcome: "sent",
      failure: "",
      status: "200",
      answer: "ok",
    };
    expect(list(simulation).deliveries).toEqual([{ ...waiting, state: "sent", attempts: [first, second] }]);
  });

  it("stays the same across a restart, and new ones go on from its number", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(label("A"), old)]);
    simulation.advance(SECOND);
    simulation.restart(SECOND);
    simulation.post([firing(label("B"), old)]);
    simulation.answer = () => sent;
    simulation.advance(MINUTE);
    simulation.restart(SECOND);
    simulation.post([firing(label("C"), old)]);
    expect(brief(simulation)).toEqual(["3 waiting", "2 sent", "1 sent"]);
  });

  const ends = [
    {
      name: "failed, when its provider refuses it for good",
      outcome: refused,
      silenced: false,
      want: "1 failed",
    },
    {
      name: "withdrawn, when a silence falls on it between two attempts",
      outcome: broken,
      silenced: true,
      want: "1 withdrawn",
    },
  ];
  it.for(ends)("ends $name", ({ outcome, silenced, want }, { expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => outcome;
    simulation.post([firing(label("A"), old)]);
    simulation.advance(SECOND);
    if (silenced) simulation.silence("alertname", "A", HOUR);
    expect(brief(simulation)).toEqual([want]);
  });

  it("tells a newer state as long as none arrived, and is followed by another once one has", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(label("A"), old)]);
    simulation.advance(5 * MINUTE);
    simulation.post([firing({ ...label("A"), instance: "b" }, old)]);
    simulation.advance(6 * MINUTE);
    expect(brief(simulation)).toEqual(["1 retrying"]);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(simulation.toldTo("chat/webhook/0").map((one) => summary(one))).toEqual(["firing a,b"]);
    simulation.post([resolved(label("A"), old)]);
    simulation.advance(10 * MINUTE);
    expect(list(simulation).deliveries.map(({ reason }) => reason)).toEqual([
      "some alerts resolved",
      "first notification",
    ]);
  });

  it("is found by its id while it waits and ever after, and others are not", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(label("A"), old)]);
    expect(getDelivery(simulation.state, 1)?.state).toBe("waiting");
    simulation.advance(MINUTE);
    expect(getDelivery(simulation.state, 1)).toEqual(list(simulation).deliveries[0]);
    expect(getDelivery(simulation.state, 2)).toBeUndefined();
  });

  it("of a row that a storage of version 3 held gets a name when it is read", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(label("A"), old)]);
    for (const [key, text] of simulation.store.outbox) {
      const { delivery: _, ...nameless } = JSON.parse(text);
      simulation.store.outbox.set(key, JSON.stringify(nameless));
    }
    simulation.restart();
    simulation.answer = () => sent;
    simulation.advance(MINUTE);
    expect(brief(simulation)).toEqual(["1 sent"]);
  });
});

describe("listDeliveries", () => {
  /** 1 and 2 failed, 3 and 4 were sent a minute later; 5 is tried again, 6 waits for its turn. */
  function scene(): Simulation {
    const simulation = new Simulation(two);
    simulation.answer = () => refused;
    simulation.post([firing(label("A"), old)]);
    simulation.advance(SECOND);
    simulation.silence("alertname", "A", HOUR);
    simulation.answer = () => sent;
    simulation.advance(MINUTE);
    simulation.post([firing(label("B"), old)]);
    simulation.advance(SECOND);
    simulation.answer = ({ integration: key }) => (key === "chat/email/0" ? sent : broken);
    simulation.latencyMs = 5 * SECOND;
    simulation.post([firing(label("C"), old)]);
    return simulation;
  }

  const rows: readonly { query: Partial<DeliveryQuery>; want: readonly string[] }[] = [
    { query: {}, want: ["6", "5", "4", "3", "2", "1"] },
    { query: { receiver: "chat" }, want: ["6", "5", "4", "3", "2", "1"] },
    { query: { receiver: "pager" }, want: [] },
    { query: { integration: "chat/email/0" }, want: ["6", "4", "2"] },
    { query: { states: ["sent"] }, want: ["4", "3"] },
    { query: { states: ["failed"] }, want: ["2", "1"] },
    { query: { states: ["waiting", "failed"] }, want: ["6", "5", "2", "1"] },
    { query: { failure: "client_error" }, want: ["2", "1"] },
    { query: { group: '"C"' }, want: ["6", "5"] },
    { query: { group: '"C"', integration: "chat/webhook/0" }, want: ["5"] },
    { query: { since: START + MINUTE }, want: ["6", "5", "4", "3"] },
    { query: { until: START + MINUTE }, want: ["2", "1"] },
    { query: { limit: 2 }, want: ["6", "5"] },
    { query: { cursor: 3 }, want: ["2", "1"] },
  ];
  it.for(rows)("gives $want for $query", ({ query, want }, { expect }) => {
    expect(list(scene(), query).deliveries.map(({ id }) => id)).toEqual(want);
  });

  it.for([1, 2, 3, 5, 6, 7])(
    "pages by %i without a gap or a repeat, whatever comes in meanwhile",
    (limit, { expect }) => {
      const simulation = scene();
      const ids: string[] = [];
      for (let cursor: number | undefined = Number.POSITIVE_INFINITY; cursor !== undefined; ) {
        const page = list(simulation, { limit, cursor });
        ids.push(...page.deliveries.map(({ id }) => id));
        cursor = page.next === undefined ? undefined : Number(page.next);
        simulation.advance(7 * SECOND);
        simulation.post([firing(label(`More${ids.length}`), old)]);
      }
      expect(ids).toEqual(["6", "5", "4", "3", "2", "1"]);
    },
  );

  it("names no next page when there is nothing more", ({ expect }) => {
    expect(list(scene(), { limit: 6 }).next).toBeUndefined();
    expect(list(scene(), { limit: 5 }).next).toBe("2");
    expect(list(new Simulation())).toEqual({ deliveries: [] });
  });

  const attempt = attemptOf({ at: START, latencyMs: 1, answer: "" });

  it("looks at DELIVERIES_PER_LOOK for a page, and goes on from there in the next", ({ expect }) => {
    const simulation = new Simulation();
    const count = DELIVERIES_PER_LOOK + 10;
    const all = Array.from({ length: count }, (_, i) => count - i);
    const asked: number[] = [];
    simulation.store.newestDeliveries = (before, limit) => {
      asked.push(limit);
      const stored = { ...attempt, groupHash: "", decidedAt: START, attempts: [attempt] };
      return all
        .filter((id) => id < before)
        .slice(0, limit)
        .map((id) => ({ ...stored, id, receiver: id === 1 ? "rare" : "chat" }));
    };
    const first = list(simulation, { receiver: "rare" });
    expect(first).toEqual({ deliveries: [], next: "11" });
    const second = list(simulation, { receiver: "rare", cursor: Number(first.next) });
    expect(second.deliveries.map(({ id }) => id)).toEqual(["1"]);
    expect(second.next).toBeUndefined();
    expect(asked).toEqual([DELIVERIES_PER_LOOK + 1, DELIVERIES_PER_LOOK + 1]);
  });

  it("looks no further back than `since` asks for, and ID_DISORDER_MS", ({ expect }) => {
    const simulation = new Simulation();
    const decided = [START + 2, START - ID_DISORDER_MS, START + 1, START - ID_DISORDER_MS - 1, START + 3];
    for (const [index, firstDecidedAt] of decided.entries()) {
      simulation.store.addAttempt(row({ delivery: decided.length - index, firstDecidedAt }), attempt);
    }
    expect(brief(simulation, { since: START })).toEqual(["5 sent", "3 sent"]);
  });
});
