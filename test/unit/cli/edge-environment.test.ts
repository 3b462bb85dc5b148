import { describe, it } from "vitest";
import { edgeHosts, workerEnvironment } from "../../../src/cli/edge-environment.ts";
import type { Config } from "../../../src/config/config.ts";

function configOf(secrets: readonly string[], externalUrl?: string): Config {
  const integration = { receiver: "r", kind: "slack", index: 0, sendResolved: true, settings: {}, secrets };
  return {
    resolveTimeoutMs: 300_000,
    route: { matchers: [], continue: false, muteTimeIntervals: [], activeTimeIntervals: [], routes: [] },
    receivers: [{ name: "r", integrations: [integration] }],
    inhibitRules: [],
    timeIntervals: new Map(),
    edge: {
      heartbeats: [],
      probes: [],
      timezone: "UTC",
      runbooks: "public",
      identities: [],
      staleAfterMs: 1,
      fallbacks: [],
      ...(externalUrl !== undefined && { externalUrl }),
    },
  };
}

const clients = new Map([["prometheus", ["ab", "cd"]]]);
const local = { url: "https://127.0.0.1:8443", token: "t", clients, allowPrivate: false };

describe("workerEnvironment", () => {
  it("hands over the secrets that the routing names and that are set, and nothing else", ({ expect }) => {
    const env = { A: "1", B: "", HOME: "/root", SENTRY_DSN: "https://k@s/1" };
    expect(workerEnvironment(env, configOf(["A", "B", "C"]), local)).toEqual({
      A: "1",
      SENTRY_DSN: "https://k@s/1",
      FARWATCH_EDGE: "local",
      LOCAL_URL: "https://127.0.0.1:8443",
      OPERATOR_TOKEN: "t",
      LOCAL_IDENTITIES: expect.any(String),
    });
  });

  it("does not let a secret take the place of our own binding", ({ expect }) => {
    const env = { OPERATOR_TOKEN: "chosen outside", FARWATCH_EDGE: "no" };
    const config = configOf(["OPERATOR_TOKEN", "FARWATCH_EDGE"]);
    expect(workerEnvironment(env, config, local)).toMatchObject({
      OPERATOR_TOKEN: "t",
      FARWATCH_EDGE: "local",
    });
  });

  it("lets probes look at private addresses where it was asked to", ({ expect }) => {
    const allowed = workerEnvironment({}, configOf([]), { ...local, allowPrivate: true });
    expect(allowed).toMatchObject({ FARWATCH_ALLOW_PRIVATE: "1" });
    expect(workerEnvironment({ FARWATCH_ALLOW_PRIVATE: "1" }, configOf([]), local)).not.toHaveProperty(
      "FARWATCH_ALLOW_PRIVATE",
    );
  });

  it("gives each client certificate its roles, and one that is not there no certificate", ({ expect }) => {
    const { LOCAL_IDENTITIES } = workerEnvironment({}, configOf([]), local);
    expect(JSON.parse(LOCAL_IDENTITIES ?? "")).toEqual([
      { name: "alertmanager", roles: ["ingest"], tenant: "main", certificates: [] },
      { name: "prometheus", roles: ["ingest", "scrape"], tenant: "main", certificates: ["ab", "cd"] },
      { name: "operator", roles: ["operator"], tenant: "main", certificates: [] },
    ]);
  });
});

describe("edgeHosts", () => {
  const own = ["localhost", "127.0.0.1", "::1"];
  const cases = [
    { host: "127.0.0.1", externalUrl: undefined, want: own },
    { host: "0.0.0.0", externalUrl: undefined, want: own },
    { host: "::", externalUrl: undefined, want: own },
    { host: "192.0.2.7", externalUrl: undefined, want: [...own, "192.0.2.7"] },
    {
      host: "bastion.lan",
      externalUrl: "https://watch.example.org:8443/x",
      want: [...own, "bastion.lan", "watch.example.org"],
    },
    { host: "::1", externalUrl: "http://[2001:db8::1]", want: [...own, "2001:db8::1"] },
  ];

  it.for(cases)("of $host and $externalUrl are $want", ({ host, externalUrl, want }, { expect }) => {
    expect(edgeHosts(host, configOf([], externalUrl))).toEqual(want);
  });
});
