import { describe, it } from "vitest";
import { withConsoleFallback } from "../../../src/router/console-fallback.ts";
import { config, integration } from "./simulation.ts";

const needy = { kind: "slack", secrets: ["SLACK_API_URL"] };
const receivers = [
  { name: "chat", integrations: [integration("chat", needy), integration("chat", { ...needy, index: 1 })] },
  { name: "hook", integrations: [integration("hook")] },
];
const { edge } = config();
const written = config({ receivers, edge: { ...edge, externalHeartbeatUrl: { env: "HC_URL" } } });

function kinds(isSet: (secret: string) => boolean): readonly string[][] {
  return withConsoleFallback(written, isSet).receivers.map(({ integrations }) =>
    integrations.map(({ kind }) => kind),
  );
}

describe("withConsoleFallback", () => {
  it("lets one console speak for every integration of a receiver that lacks its secret", ({ expect }) => {
    expect(kinds(() => false)).toEqual([["console"], ["webhook"]]);
  });

  it("leaves all as written once a receiver's secret is set", ({ expect }) => {
    expect(kinds((secret) => secret === "SLACK_API_URL")).toEqual([["slack", "slack"], ["webhook"]]);
  });

  it("takes a secret of the watch for none of a receiver's", ({ expect }) => {
    expect(kinds((secret) => secret === "HC_URL")).toEqual([["console"], ["webhook"]]);
  });
});
