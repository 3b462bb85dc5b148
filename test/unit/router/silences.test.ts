import { describe, it } from "vitest";
import type { PostableSilence } from "../../../src/router/rpc.ts";
import {
  crossSilenceEdge,
  expireSilence,
  getSilence,
  listSilences,
  setSilence,
} from "../../../src/router/silences.ts";
import { firing, HOUR, MINUTE, SECOND, Simulation, START, summary } from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const old = START - MINUTE;
const id = (n: number) => `00000000-0000-4000-8000-${`${n}`.padStart(12, "0")}`;

function posted(over: Partial<PostableSilence> = {}): PostableSilence {
  return {
    startsAt: new Date(START).toISOString(),
    endsAt: new Date(START + HOUR).toISOString(),
    createdBy: "anybody",
    comment: "works",
    matchers: [{ name: "instance", value: "a", isRegex: false, isEqual: true }],
    ...over,
  };
}

function set(simulation: Simulation, silence: PostableSilence, newId = id(1)) {
  return setSilence(simulation.state, silence, "operator", newId, simulation.now);
}

describe("setSilence", () => {
  it("stores a new one under the new id, with the identity that no body can set", ({ expect }) => {
    const simulation = new Simulation();
    expect(set(simulation, posted())).toEqual({ ok: true, value: { silenceID: id(1) } });
    expect([...simulation.store.silences.values()]).toMatchObject([
      { createdBy: "anybody", identity: "operator" },
    ]);
    const found = getSilence(simulation.state, id(1), simulation.now);
    expect(found).toMatchObject({
      ok: true,
      value: { id: id(1), identity: "operator", status: { state: "active" } },
    });
  });

  const refused = [
    { name: "an id that nobody knows", silence: posted({ id: id(9) }), want: { kind: "not_found" } },
    {
      name: "what is wrong under an id that nobody knows, for what is wrong",
      silence: posted({ id: id(9), matchers: [{ name: "a", value: ".*", isRegex: true, isEqual: true }] }),
      want: { kind: "invalid" },
    },
    { name: "no matcher", silence: posted({ matchers: [] }), want: { kind: "invalid" } },
    {
      name: "a matcher that matches everything",
      silence: posted({ matchers: [{ name: "instance", value: ".*", isRegex: true, isEqual: true }] }),
      want: { kind: "invalid" },
    },
    {
      name: "a regular expression that is none",
      silence: posted({ matchers: [{ name: "instance", value: "(", isRegex: true, isEqual: true }] }),
      want: { kind: "invalid" },
    },
  ];
  it.for(refused)("refuses $name and stores nothing", ({ silence, want }, { expect }) => {
    const simulation = new Simulation();
    expect(set(simulation, silence)).toMatchObject({ ok: false, error: want });
    expect([simulation.store.silences.size, simulation.state.silences.size]).toEqual([0, 0]);
  });

  it("changes the end in place, and matchers by a new silence beside the expired old one", ({ expect }) => {
    const simulation = new Simulation();
    set(simulation, posted());
    const longer = posted({ id: id(1), endsAt: new Date(START + 2 * HOUR).toISOString() });
    expect(set(simulation, longer, id(2))).toMatchObject({ value: { silenceID: id(1) } });
    const other = posted({
      id: id(1),
      matchers: [{ name: "instance", value: "b", isRegex: false, isEqual: true }],
    });
    expect(set(simulation, other, id(3))).toMatchObject({ value: { silenceID: id(3) } });
    const states = listSilences(simulation.state, [], simulation.now);
    expect(states.ok && states.value.map((one) => [one.id, one.status.state])).toEqual([
      [id(3), "active"],
      [id(1), "expired"],
    ]);
  });
});

describe("expireSilence", () => {
  it("ends a silence now, says who did, and tells what it had kept quiet at the next tick", ({ expect }) => {
    const simulation = new Simulation();
    simulation.turn(() => set(simulation, posted()));
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.turn(() => expireSilence(simulation.state, id(1), "somebody", simulation.now));
    expect(simulation.store.silences.get(id(1))).toMatchObject({
      endsAt: simulation.now,
      identity: "somebody",
    });
    simulation.advance(5 * MINUTE);
    expect(simulation.told.map(({ notification }) => summary(notification))).toEqual(["firing a"]);
  });

  it("knows no unknown id, and leaves an expired one as it was", ({ expect }) => {
    const simulation = new Simulation();
    expect(expireSilence(simulation.state, id(1), "x", simulation.now)).toEqual({
      ok: false,
      error: { kind: "not_found" },
    });
    set(simulation, posted());
    simulation.advance(2 * HOUR);
    const before = simulation.store.writes;
    expect(expireSilence(simulation.state, id(1), "x", simulation.now)).toEqual({ ok: true, value: null });
    expect(simulation.store.writes).toBe(before);
  });
});

describe("listSilences", () => {
  const cases = [
    { filters: [], want: 2 },
    { filters: ["instance=a"], want: 1 },
    { filters: ['instance="a"', 'alertname="Down"'], want: 0 },
    { filters: ["instance=~a"], want: 0 },
  ];
  it.for(cases)("finds $want by $filters, comparing matchers as written", ({ filters, want }, { expect }) => {
    const simulation = new Simulation();
    set(simulation, posted());
    set(
      simulation,
      posted({ matchers: [{ name: "instance", value: "b", isRegex: false, isEqual: true }] }),
      id(2),
    );
    const found = listSilences(simulation.state, filters, simulation.now);
    expect(found.ok && found.value).toHaveLength(want);
  });

  it("refuses a filter that it cannot read, and names it", ({ expect }) => {
    const found = listSilences(new Simulation().state, ["a=~("], START);
    expect(found).toMatchObject({ ok: false, error: { kind: "invalid" } });
    expect(JSON.stringify(found)).toContain("a=~(");
  });

  it("answers plain data, as RPC must carry it", ({ expect }) => {
    const simulation = new Simulation();
    set(simulation, posted({ annotations: { ticket: "42" } }));
    const found = listSilences(simulation.state, [], simulation.now);
    expect(structuredClone(found)).toEqual(found);
  });
});

describe("crossSilenceEdge", () => {
  it("arms the next start or end, and none after the last", ({ expect }) => {
    const simulation = new Simulation();
    set(simulation, posted({ startsAt: new Date(START + MINUTE).toISOString() }));
    expect(simulation.state.silenceEdgeAt).toBe(START + MINUTE);
    crossSilenceEdge(simulation.state, START + MINUTE);
    expect(simulation.state.silenceEdgeAt).toBe(START + HOUR);
    crossSilenceEdge(simulation.state, START + HOUR);
    expect(simulation.state.silenceEdgeAt).toBeUndefined();
  });

  it("takes back what waits when a pending silence begins", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => ({
      ok: false,
      recoverable: true,
      reason: "rate_limited",
      status: "429",
      answer: "",
      retryAfterMs: 10 * SECOND,
    });
    simulation.post([firing(A, old)]);
    simulation.silence("instance", "a", HOUR, 5 * SECOND);
    simulation.advance(6 * SECOND);
    expect(simulation.state.outbox.size).toBe(0);
  });
});
