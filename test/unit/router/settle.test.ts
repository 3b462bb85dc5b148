import { describe, it } from "vitest";
import type { OutboxRow } from "../../../src/notify/outbox.ts";
import { RETRY_GIVE_UP_MS, RETRY_JITTER } from "../../../src/notify/retry.ts";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import { DELIVERY_GROUP_KEY_BYTES } from "../../../src/router/delivery.ts";
import { settle } from "../../../src/router/settle.ts";
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

const A = { alertname: "Down", instance: "a" };
const B = { alertname: "Down", instance: "b" };
const old = START - MINUTE;
const sent: SendOutcome = { ok: true, status: "200", answer: "ok" };
const broken: SendOutcome = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "502",
  answer: "oops",
};
const refused: SendOutcome = {
  ok: false,
  recoverable: false,
  reason: "client_error",
  status: "400",
  answer: "no",
};

function told(simulation: Simulation): string[] {
  return simulation.toldTo("chat/webhook/0").map((one) => `${one.reason}: ${summary(one)}`);
}

function onlyRow(simulation: Simulation): OutboxRow {
  const [row] = simulation.state.outbox.values();
  if (row === undefined) throw new Error("the outbox is empty");
  return row;
}

function onlyEntry(simulation: Simulation) {
  return [...simulation.state.log.values()][0];
}

/** A router whose send of A is under way. */
function flying(latencyMs = 10 * MINUTE): Simulation {
  const simulation = new Simulation();
  simulation.latencyMs = latencyMs;
  simulation.post([firing(A, old)]);
  return simulation;
}

describe("an attempt", () => {
  const cases = [
    { outcome: sent, name: "sent", failure: "", left: 0 },
    { outcome: broken, name: "retried", failure: "server_error", left: 1 },
    { outcome: refused, name: "failed", failure: "client_error", left: 0 },
  ];
  it.for(cases)("is written down when it was $name", ({ outcome, name, failure, left }, { expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => outcome;
    simulation.post([firing(A, old)]);
    simulation.advance(100);
    expect(simulation.store.attempts).toEqual([
      {
        at: START,
        receiver: "chat",
        integration: "chat/webhook/0",
        groupKey: '{}:{alertname="Down"}',
        reason: "first notification",
        attempt: 1,
        outcome: name,
        failure,
        status: outcome.status,
        latencyMs: 20,
        answer: outcome.answer,
      },
    ]);
    expect(simulation.store.outbox.size).toBe(left);
    expect(simulation.events.filter(({ type }) => type === "attempt")).toMatchObject([{ kind: "webhook" }]);
  });

  it("keeps DELIVERY_GROUP_KEY_BYTES of a longer groupKey", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing({ alertname: "x".repeat(4_000) }, old)]);
    simulation.advance(SECOND);
    expect(simulation.store.attempts[0]?.groupKey).toHaveLength(DELIVERY_GROUP_KEY_BYTES);
  });
});

describe("a success", () => {
  it("writes the log, with the provider's message and the moment, and ends the row", ({ expect }) => {
    const simulation = new Simulation();
    const state = { ts: "1.2", channel: "C1" };
    simulation.answer = () => ({ ...sent, state });
    simulation.post([firing(A, old)]);
    simulation.advance(SECOND);
    expect(onlyEntry(simulation)).toMatchObject({
      firing: [expect.any(String)],
      owed: [],
      at: START + 20,
      state,
    });
    expect(simulation.state.outbox.size).toBe(0);
  });

  it("hands the next send the message that the last one left, over restart and failure", ({ expect }) => {
    const simulation = new Simulation();
    let ids = 0;
    simulation.answer = () => {
      ids += 1;
      return { ...sent, state: { id: `${ids}` } };
    };
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    const first = onlyEntry(simulation)?.state;
    expect(first).toEqual({ id: expect.any(String) });
    simulation.restart(SECOND);
    expect(onlyEntry(simulation)?.state).toEqual(first);
    simulation.answer = () => refused;
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    expect(onlyEntry(simulation)).toMatchObject({ state: first, owed: [expect.any(String)] });
  });

  it("without a message of its own leaves none: what went before is not this state's", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => ({ ...sent, state: { id: "1" } });
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.answer = () => sent;
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    expect(onlyEntry(simulation)?.state).toBeUndefined();
  });

  it("pays what is owed", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => refused;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.answer = () => sent;
    simulation.advance(5 * MINUTE);
    expect(onlyEntry(simulation)).toMatchObject({ firing: [expect.any(String)], owed: [] });
  });
});

describe("a newer state that was decided while an older one flew", () => {
  it("is told next when it says something new", ({ expect }) => {
    const simulation = flying();
    simulation.advance(MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * MINUTE);
    simulation.latencyMs = 20;
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a", "new alerts added: firing a,b"]);
  });

  it("is dropped when the older one said it all", ({ expect }) => {
    const simulation = flying(14 * MINUTE);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    simulation.post([firing(A, old)]);
    simulation.advance(5 * MINUTE);
    expect(onlyRow(simulation)).toMatchObject({ version: 2, content: { firing: [expect.any(String)] } });
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    expect(simulation.state.outbox.size).toBe(0);
  });

  it("is told with the end of what resolved before anybody heard of it", ({ expect }) => {
    const simulation = flying();
    simulation.advance(MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    simulation.post([firing(A, old), resolved(B, old)]);
    simulation.latencyMs = 20;
    simulation.advance(20 * MINUTE);
    expect(told(simulation)).toEqual([
      "first notification: firing a",
      "some alerts resolved: firing a; resolved b",
    ]);
  });

  it("tells the resolve of what the older one told as firing", ({ expect }) => {
    const simulation = flying();
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(9 * MINUTE + SECOND);
    simulation.latencyMs = 20;
    simulation.advance(20 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a", "all alerts resolved: resolved a"]);
    expect(simulation.told.at(-1)?.notification.alerts[0]?.late).toBe(false);
  });

  it("begins its attempts and its 24 hours anew once the older one is through", ({ expect }) => {
    const simulation = flying();
    simulation.answer = () => broken;
    simulation.advance(15 * MINUTE);
    expect(onlyRow(simulation)).toMatchObject({ attempt: 1, firstDecidedAt: START });
    simulation.answer = () => sent;
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * MINUTE);
    expect(onlyRow(simulation)).toMatchObject({ attempt: 0, firstDecidedAt: START + 20 * MINUTE });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a", "new alerts added: firing a,b"]);
  });

  it("takes over the wait when the older one fails for a while", ({ expect }) => {
    const simulation = flying(6 * MINUTE);
    simulation.answer = () => broken;
    simulation.advance(MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    const row = onlyRow(simulation);
    expect([row.content.firing.length, row.attempt]).toEqual([2, 1]);
    expect(row.nextAttemptAt - simulation.now).toBe(SECOND);
  });

  it("is sent at once when the older one was refused", ({ expect }) => {
    const simulation = flying(6 * MINUTE);
    simulation.answer = ({ content }) => (content.firing.length === 1 ? refused : sent);
    simulation.advance(MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    expect([simulation.state.queue.inFlight, onlyRow(simulation).attempt]).toEqual([1, 0]);
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a,b"]);
  });

  it("is not sent when a silence has fallen on it", ({ expect }) => {
    const simulation = flying(6 * MINUTE);
    simulation.answer = () => broken;
    simulation.advance(MINUTE);
    simulation.silence("instance", "a", HOUR);
    expect(simulation.state.outbox.size, "what flies cannot be taken back").toBe(1);
    simulation.advance(6 * MINUTE);
    simulation.answer = () => sent;
    expect(simulation.state.outbox.size).toBe(0);
    simulation.advance(30 * MINUTE);
    expect(told(simulation)).toEqual([]);
  });
});

describe("a temporary failure", () => {
  it("waits twice as long each time, up to five minutes", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    const at = simulation.store.attempts.map((attempt) => attempt.at + attempt.latencyMs);
    const waits = simulation.store.attempts
      .slice(1)
      .map((attempt, i) => (attempt.at - (at[i] ?? 0)) / SECOND);
    expect(waits.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(RETRY_JITTER).toBeLessThan(0.5);
  });

  it("waits as long as the provider asks", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => ({
      ...broken,
      reason: "rate_limited",
      status: "429",
      retryAfterMs: 90 * SECOND,
    });
    simulation.post([firing(A, old)]);
    simulation.advance(SECOND);
    expect(onlyRow(simulation).nextAttemptAt - START - 20).toBe(90 * SECOND);
  });

  it("ends after RETRY_GIVE_UP_MS as expired, with its firing owed, and the next flush tries anew", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    for (let hour = 0; hour < 25; hour += 1) {
      simulation.post([firing(A, old)]);
      simulation.advance(HOUR);
    }
    const expired = simulation.store.attempts.filter(({ failure }) => failure === "expired");
    expect(expired).toHaveLength(1);
    expect((expired[0]?.at ?? 0) - START).toBeGreaterThanOrEqual(RETRY_GIVE_UP_MS - 5 * MINUTE);
    expect((expired[0]?.at ?? 0) - START).toBeLessThan(RETRY_GIVE_UP_MS + 6 * MINUTE);
    expect(onlyEntry(simulation)?.owed).toHaveLength(1);
    expect(onlyRow(simulation).firstDecidedAt - START).toBeGreaterThan(RETRY_GIVE_UP_MS);
  });
});

describe("an integration's failure", () => {
  it("is its own: it neither delays nor repeats what the others are told", ({ expect }) => {
    const two = [integration("chat"), integration("chat", { index: 1 })];
    const simulation = new Simulation(config({ receivers: [{ name: "chat", integrations: two }] }));
    simulation.answer = (row) => (row.integration === "chat/webhook/1" ? broken : sent);
    simulation.post([firing(A, old)]);
    simulation.advance(2 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    expect(simulation.state.outbox.size).toBe(1);
  });
});

describe("a landing that memory no longer waits for", () => {
  it("leaves its attempt, and no log of a group that is gone: the next one of that name is told", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    const row = onlyRow(simulation);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    expect(simulation.state.groups.size).toBe(0);
    const landed = { row, outcome: sent, startedAt: START, latencyMs: 5, answer: "" };
    simulation.turn(() => settle(simulation.state, landed, simulation.now));
    expect([simulation.store.logs.size, simulation.state.log.size]).toEqual([0, 0]);
    expect(simulation.store.attempts).toHaveLength(3);
    simulation.post([firing(A, simulation.now - MINUTE)]);
    simulation.advance(MINUTE);
    expect(told(simulation).at(-1)).toBe("first notification: firing a");
    expect(told(simulation)).toHaveLength(3);
  });

  it("does not end the successor of the row that it carried", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    const row = onlyRow(simulation);
    simulation.advance(MINUTE);
    simulation.answer = () => broken;
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    expect(onlyRow(simulation).version).toBe(row.version);
    const landed = { row, outcome: sent, startedAt: START, latencyMs: 5, answer: "" };
    simulation.turn(() => settle(simulation.state, landed, simulation.now));
    expect(onlyRow(simulation).content.firing).toHaveLength(2);
  });

  it("of a failure leaves its attempt alone", ({ expect }) => {
    const simulation = new Simulation(config({ route: route({ groupBy: ["alertname"] }) }));
    simulation.post([firing(A, old)]);
    const row = onlyRow(simulation);
    simulation.advance(MINUTE);
    const landed = { row, outcome: broken, startedAt: START, latencyMs: 5, answer: "" };
    simulation.turn(() => settle(simulation.state, landed, simulation.now));
    expect(simulation.store.attempts.at(-1)).toMatchObject({ outcome: "failed", failure: "server_error" });
    expect(simulation.state.outbox.size).toBe(0);
  });
});

describe("storage that fails while a landing is written", () => {
  it.for([0, 1, 2])("sends again after %s writes, and tells all in the end", (failsAfter, { expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.store.failsAfter = failsAfter;
    simulation.advance(MINUTE);
    expect(told(simulation)).toEqual(Array(2).fill("first notification: firing a"));
    expect([simulation.store.outbox.size, simulation.store.attempts.length]).toEqual([0, 1]);
  });
});
