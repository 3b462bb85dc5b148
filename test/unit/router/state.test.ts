import { describe, it } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import { integrationKey } from "../../../src/router/state.ts";
import { alertOf, source } from "../alert/sources.ts";
import { integration, Simulation } from "./simulation.ts";

const labels = { alertname: "Down", instance: "a" };

describe("RouterState.identify", () => {
  it("gives a new label set its fingerprint", ({ expect }) => {
    const { state } = new Simulation();
    expect(state.identify(labels)).toEqual({ fingerprint: fingerprint(labels), alert: undefined });
  });

  it("finds an alert whatever the order of its labels", ({ expect }) => {
    const { state } = new Simulation();
    state.rememberAlert(alertOf({}, { labels, fingerprint: fingerprint(labels) }));
    expect(state.identify({ instance: "a", alertname: "Down" }).alert?.labels).toEqual(labels);
  });

  it("gives as many colliding label sets as there are fingerprints of their own, each for good", ({
    expect,
  }) => {
    const { state } = new Simulation();
    const seen = new Set<string>();
    // Others took the first three that these labels would have.
    for (let i = 0; i < 3; i += 1) {
      const { fingerprint: free } = state.identify(labels);
      state.rememberAlert(alertOf({}, { labels: { alertname: `other ${i}` }, fingerprint: free }));
      seen.add(free);
    }
    const { fingerprint: own } = state.identify(labels);
    state.rememberAlert(alertOf({}, { labels, fingerprint: own }));
    expect([seen.size, seen.has(own)]).toEqual([3, false]);
    expect(state.identify(labels).fingerprint).toBe(own);
    expect(state.identify({ alertname: "other 1" }).alert?.labels).toEqual({ alertname: "other 1" });
  });
});

describe("RouterState.forgetAlert", () => {
  it("leaves nothing of an alert in any index", ({ expect }) => {
    const { state } = new Simulation();
    const alert = alertOf({ am: source() }, { labels });
    state.rememberAlert(alert);
    state.leases.set(alert.fingerprint, 5);
    state.groupsOf.set(alert.fingerprint, new Set(["g"]));
    state.forgetAlert(alert);
    const sizes = [state.alerts, state.fingerprints, state.contexts, state.groupsOf, state.leases];
    expect(sizes.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("integrationKey", () => {
  it("names receiver, kind and position", ({ expect }) => {
    expect(integrationKey(integration("team/a", { kind: "slack", index: 2 }))).toBe("team/a/slack/2");
  });
});
