import { describe, it } from "vitest";
import type { Config, IdentityConfig } from "../../../src/config/config.ts";
import type { Env } from "../../../src/env.ts";
import { identitiesInForce, tenantsInForce } from "../../../src/identity/identities.ts";

const configured: IdentityConfig = {
  name: "box",
  roles: ["ingest"],
  tenant: "b",
  certificates: ["ab".repeat(32)],
};

describe("identitiesInForce", () => {
  const local = [{ name: "alertmanager", roles: ["ingest"], certificates: ["cd".repeat(32)] }];

  it("holds the development identities on the local edge until others are configured", ({ expect }) => {
    const env = envOf({ FARWATCH_EDGE: "local", LOCAL_IDENTITIES: JSON.stringify(local) });
    expect(identitiesInForce(configOf([]), env)).toEqual([{ ...local[0], tenant: "main" }]);
  });

  it("drops them once identities are configured", ({ expect }) => {
    const env = envOf({ FARWATCH_EDGE: "local", LOCAL_IDENTITIES: JSON.stringify(local) });
    expect(identitiesInForce(configOf([configured]), env)).toEqual([configured]);
  });

  it("never holds them away from the local edge", ({ expect }) => {
    expect(identitiesInForce(configOf([]), envOf({ LOCAL_IDENTITIES: JSON.stringify(local) }))).toEqual([]);
  });

  it("knows nobody when the launcher named nobody", ({ expect }) => {
    expect(identitiesInForce(configOf([]), envOf({ FARWATCH_EDGE: "local" }))).toEqual([]);
  });

  const broken = ["{", "{}", '[{"name":"x","roles":["root"]}]', '[{"roles":["ingest"]}]'];
  it.for(broken)("throws at %s rather than let somebody in", (text, { expect }) => {
    const env = envOf({ FARWATCH_EDGE: "local", LOCAL_IDENTITIES: text });
    expect(() => identitiesInForce(configOf([]), env)).toThrow();
  });
});

describe("tenantsInForce", () => {
  it("always names main, and every other tenant once", ({ expect }) => {
    const config = configOf([configured, { ...configured, name: "box-2" }]);
    expect(tenantsInForce(config, envOf({}))).toEqual(["main", "b"]);
  });
});

function envOf(bindings: Record<string, string>): Env {
  // None of these functions asks for a router.
  return bindings as unknown as Env;
}

function configOf(identities: readonly IdentityConfig[]): Config {
  return {
    resolveTimeoutMs: 300_000,
    route: { matchers: [], continue: false, muteTimeIntervals: [], activeTimeIntervals: [], routes: [] },
    receivers: [],
    inhibitRules: [],
    timeIntervals: new Map(),
    edge: {
      heartbeats: [],
      probes: [],
      timezone: "UTC",
      runbooks: "public",
      staleAfterMs: 1,
      fallbacks: [],
      identities,
    },
  };
}
