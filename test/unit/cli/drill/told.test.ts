import { describe, it } from "vitest";
import type { PlannedRoute } from "../../../../src/cli/drill/plan.ts";
import {
  awaited,
  firingAudiences,
  lost,
  resolvedAudiences,
  type Telling,
  tellingOf,
} from "../../../../src/cli/drill/told.ts";
import type { Delivery } from "../../../../src/router/delivery.ts";
import { delivery, GROUP, TRY } from "./deliveries.ts";

const SINCE = Date.parse("2026-11-22T10:00:00Z");

function route(receiver: string, wantsEnd: Readonly<Record<string, boolean>>): PlannedRoute {
  const waits = { groupWaitMs: 30_000, groupIntervalMs: 10_000 };
  return { receiver, groupKey: GROUP, ...waits, mutedBy: [], wantsEnd: new Map(Object.entries(wantsEnd)) };
}

const chat = route("chat", { "chat/slack/0": true, "chat/slack/1": false });
const pager = route("pager", { "pager/webhook/0": true });
const nobody = route("nobody", {});

function telling(routes: readonly PlannedRoute[], change: Partial<Telling> = {}): Telling {
  const audiences = firingAudiences(routes);
  return { phase: "firing", since: SINCE, floor: 7, audiences, timeoutMs: 5_000, ...change };
}

describe("tellingOf", () => {
  const cases: readonly { readonly name: string; readonly one: Delivery; readonly isOurs: boolean }[] = [
    { name: "takes one of its group, receiver and time", one: delivery(8, "chat/slack/0"), isOurs: true },
    { name: "leaves out one that was there before", one: delivery(7, "chat/slack/0"), isOurs: false },
    {
      name: "leaves out what was decided before the alert came",
      one: delivery(8, "chat/slack/0", { decidedAt: "2026-11-22T09:59:59.999Z" }),
      isOurs: false,
    },
    {
      name: "takes what was decided in the moment in which it came",
      one: delivery(8, "chat/slack/0", { decidedAt: "2026-11-22T10:00:00.000Z" }),
      isOurs: true,
    },
    { name: "leaves out another receiver's", one: delivery(8, "mail/email/0"), isOurs: false },
    {
      name: "leaves out another group's",
      one: delivery(8, "chat/slack/0", { groupKey: `${GROUP}x` }),
      isOurs: false,
    },
  ];
  it.for(cases)("$name", ({ one, isOurs }, { expect }) => {
    expect(tellingOf(telling([chat]), [one])).toEqual(isOurs ? [one] : []);
  });

  it("puts the oldest first", ({ expect }) => {
    const listed = [10, 9, 8].map((id) => delivery(id, "chat/slack/0"));
    expect(tellingOf(telling([chat]), listed).map(({ id }) => id)).toEqual(["8", "9", "10"]);
  });
});

describe("awaited, of the beginning", () => {
  const sent = delivery(8, "chat/slack/0");
  const retrying = delivery(9, "chat/slack/1", {
    state: "retrying",
    attempts: [{ ...TRY, outcome: "retried", failure: "server_error", status: "503", answer: "busy" }],
  });
  const waiting = delivery(9, "chat/slack/1", { state: "waiting", attempts: [] });
  const cases = [
    {
      name: "nothing yet: until group_wait and the time of a stage have passed",
      routes: [chat],
      told: [],
      want: [{ until: SINCE + 35_000, says: "Nothing was decided to tell the alert to chat within 35s" }],
    },
    {
      name: "one receiver told, another not",
      routes: [chat, pager],
      told: [sent],
      want: [{ says: /pager/ }],
    },
    { name: "everything sent", routes: [chat], told: [sent], want: [] },
    {
      name: "one that is tried again, from its decision on",
      routes: [chat],
      told: [sent, retrying],
      want: [
        {
          until: SINCE + 6_000,
          says: "chat/slack/1 has not taken it within 5s: 503 server_error busy (80 ms)",
        },
      ],
    },
    {
      name: "one that was never tried",
      routes: [chat],
      told: [sent, waiting],
      want: [{ says: "chat/slack/1 has not taken it within 5s: it was not tried yet" }],
    },
    {
      name: "what failed for good is not waited for",
      routes: [chat],
      told: [delivery(8, "chat/slack/0", { state: "failed" })],
      want: [],
    },
    {
      name: "a receiver without integrations, beside one with",
      routes: [nobody, chat],
      told: [sent],
      want: [],
    },
    {
      name: "receivers without integrations alone: the edge file may have some",
      routes: [nobody],
      told: [],
      want: [{ says: /to nobody/ }],
    },
  ] as const;
  it.for(cases)("$name", ({ routes, told, want }, { expect }) => {
    const found = awaited(telling(routes), told);
    expect(found).toHaveLength(want.length);
    for (const [index, one] of want.entries()) {
      const says = "says" in one && one.says instanceof RegExp ? expect.stringMatching(one.says) : one.says;
      expect(found[index]).toMatchObject({ ...one, says });
    }
  });
});

describe("resolvedAudiences", () => {
  const cases = [
    {
      name: "waits for those that were told and want to hear of the end",
      route: chat,
      told: ["chat/slack/0", "chat/slack/1"],
      want: { named: ["chat/slack/0"], isNeeded: false },
    },
    {
      name: "does not wait for those that were not told",
      route: chat,
      told: ["chat/slack/1"],
      want: { named: [], isNeeded: false },
    },
    {
      name: "waits for anybody where another stands in: the console, without secrets",
      route: pager,
      told: ["pager/console/0"],
      want: { named: [], isNeeded: true },
    },
    {
      name: "waits for nobody where nobody wants it",
      route: route("mail", { "mail/email/0": false }),
      told: ["mail/console/0"],
      want: { named: [], isNeeded: false },
    },
  ] as const;
  it.for(cases)("$name", ({ route: one, told, want }, { expect }) => {
    const [audience] = resolvedAudiences(
      [one],
      told.map((integration, index) => delivery(8 + index, integration)),
    );
    expect({ named: [...(audience?.named ?? [])], isNeeded: audience?.isNeeded }).toEqual(want);
  });

  it("says whom its end was not decided for", ({ expect }) => {
    const audiences = resolvedAudiences([chat], [delivery(8, "chat/slack/0")]);
    const [open] = awaited(telling([chat], { phase: "resolved", audiences }), []);
    expect(open).toEqual({
      until: SINCE + 15_000,
      says: "Nothing was decided to tell its end to chat/slack/0 within 15s",
    });
  });
});

it("lost names what a provider refused, and what was withdrawn", ({ expect }) => {
  const refused = {
    ...TRY,
    outcome: "failed",
    failure: "client_error",
    status: "404",
    answer: "gone",
  } as const;
  const told = [
    delivery(8, "chat/slack/0"),
    delivery(9, "chat/slack/1", { state: "failed", attempts: [refused] }),
    delivery(10, "pager/webhook/0", { state: "withdrawn" }),
  ];
  expect(lost(told)).toEqual([
    "chat/slack/1 refused it: 404 client_error gone (80 ms)",
    "pager/webhook/0: it was withdrawn before it was taken",
  ]);
});
