import { describe, it } from "vitest";
import { happeningsOf } from "../../../../src/cli/drill/happening.ts";
import { delivery, GROUP, TRY } from "./deliveries.ts";

const AT = Date.parse("2026-11-22T10:00:01Z");

describe("happeningsOf", () => {
  it("tells the decision, and each try when it was answered", ({ expect }) => {
    const retried = {
      ...TRY,
      outcome: "retried",
      failure: "timeout",
      status: "-",
      answer: "",
      latencyMs: 10_000,
    } as const;
    const again = { ...TRY, at: "2026-11-22T10:00:14.000Z", attempt: 2 };
    const happened = happeningsOf("firing", delivery(8, "chat/slack/0", { attempts: [retried, again] }));
    const about = { phase: "firing", who: "chat/slack/0" };
    expect(happened).toEqual([
      [
        `chat ${GROUP}`,
        AT,
        { phase: "firing", stage: "decided", who: "chat", says: `first notification, group ${GROUP}` },
      ],
      ["8 1", AT + 10_000, { ...about, stage: "retrying", says: "timeout (10000 ms)" }],
      ["8 2", AT + 13_080, { ...about, stage: "sent", says: "200 ok (80 ms)" }],
    ]);
  });

  it("gives the integrations of one flush the key of one decision", ({ expect }) => {
    const [[first] = [], [second] = []] = [8, 9].flatMap((id) =>
      happeningsOf("firing", delivery(id, `chat/slack/${id}`)).slice(0, 1),
    );
    expect(first).toBe(second);
  });

  it.for([
    ["failed", "failed"],
    ["sent", "sent"],
  ] as const)("calls an attempt that %s so", ([outcome, stage], { expect }) => {
    const happened = happeningsOf("resolved", delivery(8, "a/b/0", { attempts: [{ ...TRY, outcome }] }));
    expect(happened[1]?.[2]).toMatchObject({ phase: "resolved", stage });
  });

  it("tells that a delivery was withdrawn", ({ expect }) => {
    const happened = happeningsOf("firing", delivery(8, "a/b/0", { state: "withdrawn" }));
    expect(happened.at(-1)?.[2]).toMatchObject({ stage: "withdrawn", who: "a/b/0" });
  });
});
