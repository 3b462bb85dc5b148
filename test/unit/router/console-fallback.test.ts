import { describe, it } from "vitest";
import { withConsoleFallback } from "../../../src/router/console-fallback.ts";
import { config, integration } from "./simulation.ts";

const slack = integration("chat", { kind: "slack", secrets: ["SLACK_API_URL"] });
const discord = integration("chat", { kind: "discord", secrets: ["DISCORD"], sendResolved: false });
const open = integration("chat", { kind: "webhook" });
const none = () => false;

function integrationsOf(...integrations: readonly (typeof slack)[]) {
  return config({ receivers: [{ name: "chat", integrations }] });
}

function kinds(configuration: ReturnType<typeof config>): string[] {
  return configuration.receivers.flatMap(({ integrations }) => integrations.map(({ kind }) => kind));
}

describe("withConsoleFallback", () => {
  const cases = [
    {
      name: "puts one console in the place of all that need a secret",
      given: integrationsOf(slack, discord),
      want: ["console"],
    },
    { name: "keeps those that need none", given: integrationsOf(slack, open), want: ["webhook", "console"] },
    { name: "changes nothing where nobody needs a secret", given: integrationsOf(open), want: ["webhook"] },
    { name: "changes nothing for a receiver that tells nobody", given: integrationsOf(), want: [] },
  ];
  it.for(cases)("$name", ({ given, want }, { expect }) => {
    expect(kinds(withConsoleFallback(given, none))).toEqual(want);
  });

  it("stands aside as soon as a single secret is set", ({ expect }) => {
    const given = integrationsOf(slack, discord);
    expect(withConsoleFallback(given, (name) => name === "DISCORD")).toBe(given);
  });

  it("leaves the other receivers as they are", ({ expect }) => {
    const given = config({
      receivers: [
        { name: "chat", integrations: [slack] },
        { name: "null", integrations: [] },
      ],
    });
    expect(withConsoleFallback(given, none).receivers[1]).toBe(given.receivers[1]);
  });

  const ends = [
    { name: "tells ends when any of them would", given: integrationsOf(slack, discord), want: true },
    { name: "tells none when none would", given: integrationsOf(discord), want: false },
  ];
  it.for(ends)("$name", ({ given, want }, { expect }) => {
    const [console] = withConsoleFallback(given, none).receivers[0]?.integrations ?? [];
    expect(console).toEqual({
      receiver: "chat",
      kind: "console",
      index: 0,
      sendResolved: want,
      settings: {},
      secrets: [],
    });
  });
});
