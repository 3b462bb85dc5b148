import { describe, it } from "vitest";
import { threadHeaders, threadOf } from "../../../../src/receiver/email/thread.ts";
import { alert, notification, resolved } from "../samples.ts";

const DOMAIN = "example.com";
const first = notification([alert()], { decidedAt: 1_000 });
const over = notification([resolved()], { decidedAt: 2_000, reason: "all alerts resolved" });

describe("threadOf", () => {
  it("gives one group one root, and each of its states an id", ({ expect }) => {
    const ids = [first, over].map((state) => threadOf(state, DOMAIN));
    expect(ids[0]?.root).toBe(ids[1]?.root);
    expect(ids[0]?.messageId).not.toBe(ids[1]?.messageId);
    for (const { root, messageId } of ids) {
      expect(root).toMatch(/^<group-[0-9a-f]{16}@example\.com>$/);
      expect(messageId).toMatch(/^<[0-9a-f]{16}\.\d+\.[0-9a-f]{16}@example\.com>$/);
    }
  });

  it("gives every attempt of one state the same id, so that a repeat is seen as one", ({ expect }) => {
    expect(threadOf({ ...first }, DOMAIN)).toEqual(threadOf(first, DOMAIN));
  });

  const others = [
    { name: "another group", other: { groupKey: '{}:{alertname="Other"}' } },
    { name: "the same group of another receiver", other: { receiver: "other" } },
  ];
  it.for(others)("gives $name another root", ({ other }, { expect }) => {
    expect(threadOf({ ...first, ...other }, DOMAIN).root).not.toBe(threadOf(first, DOMAIN).root);
  });

  it("tells apart two states of one moment", ({ expect }) => {
    const at = { ...over, decidedAt: first.decidedAt };
    expect(threadOf(at, DOMAIN).messageId).not.toBe(threadOf(first, DOMAIN).messageId);
  });

  it("holds no text of a label", ({ expect }) => {
    const hostile = { ...first, groupKey: "a>\r\nBcc: evil@example.com" };
    expect(threadOf(hostile, DOMAIN).root).toMatch(/^<group-[0-9a-f]{16}@example\.com>$/);
  });

  it("begins another thread each day where that is asked for", ({ expect }) => {
    expect(threadOf(first, DOMAIN, "2026-11-22").root).toMatch(
      /^<group-[0-9a-f]{16}-2026-11-22@example\.com>$/,
    );
  });
});

describe("threadHeaders", () => {
  const thread = { messageId: "<m2@example.com>", root: "<group-1@example.com>" };
  const cases = [
    { name: "the first mail", previous: undefined, replyTo: thread.root, references: thread.root },
    {
      name: "the second mail",
      previous: { root: thread.root, messageId: "<m1@example.com>" },
      replyTo: "<m1@example.com>",
      references: `${thread.root} <m1@example.com>`,
    },
    {
      name: "a mail whose predecessor got no id",
      previous: { root: thread.root },
      replyTo: thread.root,
      references: thread.root,
    },
    {
      name: "the first mail of another day",
      previous: { root: "<group-0@example.com>", messageId: "<m1@example.com>" },
      replyTo: thread.root,
      references: thread.root,
    },
    {
      name: "a mail behind a state of another kind",
      previous: { ts: "17" },
      replyTo: thread.root,
      references: thread.root,
    },
  ];
  it.for(cases)("places $name", ({ previous, replyTo, references }, { expect }) => {
    expect(threadHeaders(thread, previous)).toEqual({ "In-Reply-To": replyTo, References: references });
  });
});
