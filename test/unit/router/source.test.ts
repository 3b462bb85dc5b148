import { describe, it } from "vitest";
import type { Source } from "../../../src/alert/alert.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import {
  MAX_CONTEXTS_PER_SOURCE,
  MAX_SENDER_URL_CHARS,
  MAX_SOURCES_PER_ALERT,
  senderOf,
  sourceOf,
  withContext,
  withSource,
} from "../../../src/router/source.ts";
import { ended, HOUR, MINUTE, NOW, renewed, SPAN } from "../alert/sources.ts";
import { firing, resolved } from "./simulation.ts";

const A = { alertname: "Down" };
const post = { sender: "am", context: "c1", leaseMs: SPAN, now: NOW };

describe("senderOf", () => {
  it("tells a pair apart by identity or by external URL", ({ expect }) => {
    const names = [
      senderOf("one", "http://am"),
      senderOf("two", "http://am"),
      senderOf("one", "http://am2"),
      senderOf("one", ""),
    ];
    expect(new Set(names).size).toBe(4);
  });

  it("keeps a URL of MAX_SENDER_URL_CHARS and shortens a longer one", ({ expect }) => {
    const longest = "x".repeat(MAX_SENDER_URL_CHARS);
    expect(senderOf("am", longest)).toBe(`am ${longest}`);
    expect(senderOf("am", "x".repeat(512 * 1024)).length).toBeLessThan(MAX_SENDER_URL_CHARS + 40);
  });

  it("still tells long URLs apart, and never ends in half a character", ({ expect }) => {
    const long = (end: string) => senderOf("am", `${"😀".repeat(MAX_SENDER_URL_CHARS)}x${end}`);
    expect(long("a")).not.toBe(long("b"));
    expect(senderOf("am", `x${"😀".repeat(MAX_SENDER_URL_CHARS)}`).isWellFormed()).toBe(true);
  });
});

describe("sourceOf", () => {
  it("leases a firing alert from now on and knows no end", ({ expect }) => {
    const named = { ...firing(A, NOW - HOUR), endsAt: timestampOf(NOW + MINUTE) };
    expect(sourceOf(named, undefined, post)).toEqual(renewed(0, { startsAt: timestampOf(NOW - HOUR) }));
  });

  it("holds a resolve with the end that its sender named, in no group any more", ({ expect }) => {
    const before = renewed(HOUR, { contexts: { c1: true, c2: true } });
    const one = sourceOf(resolved(A, NOW - HOUR, NOW - MINUTE), before, post);
    expect(one).toMatchObject({
      status: "resolved",
      endsAt: { ms: NOW - MINUTE },
      leaseEndsAt: NOW,
      contexts: {},
    });
  });

  it("adds the group that it was posted in to those that held it", ({ expect }) => {
    const before = renewed(HOUR, { contexts: { c2: true, c1: false } });
    expect(sourceOf(firing(A), before, post).contexts).toEqual({ c2: true, c1: true });
  });

  it("forgets the respite that a wake gave", ({ expect }) => {
    const before = renewed(HOUR, { graceEndsAt: NOW });
    expect(sourceOf(firing(A), before, post).graceEndsAt).toBeUndefined();
  });
});

describe("withContext", () => {
  it("keeps MAX_CONTEXTS_PER_SOURCE groups: those heard of last", ({ expect }) => {
    let contexts: Source["contexts"] = {};
    for (let i = 0; i < 3 * MAX_CONTEXTS_PER_SOURCE; i += 1) contexts = withContext(contexts, `c${i}`, true);
    expect(Object.keys(contexts)).toHaveLength(MAX_CONTEXTS_PER_SOURCE);
    expect(contexts[`c${3 * MAX_CONTEXTS_PER_SOURCE - 1}`]).toBe(true);
    expect(contexts["c0"]).toBeUndefined();
  });

  it("does not lose an old group that is still heard of", ({ expect }) => {
    let contexts: Source["contexts"] = {};
    for (let i = 0; i < 3 * MAX_CONTEXTS_PER_SOURCE; i += 1) {
      contexts = withContext(withContext(contexts, `c${i}`, true), "steady", true);
    }
    expect(contexts["steady"]).toBe(true);
  });
});

describe("withSource", () => {
  const many = (make: (i: number) => Source) =>
    new Map(Array.from({ length: MAX_SOURCES_PER_ALERT }, (_, i) => [`s${i}`, make(i)] as const));
  const live = many((i) => renewed((i + 1) * MINUTE));
  const oldest = `s${MAX_SOURCES_PER_ALERT - 1}`;

  it("adds a sender and replaces what a known one said", ({ expect }) => {
    const one = withSource(new Map(), "a", renewed(HOUR), NOW);
    expect([...withSource(one, "b", renewed(0), NOW).keys()]).toEqual(["a", "b"]);
    expect(withSource(one, "a", ended(0), NOW).get("a")?.status).toBe("resolved");
  });

  const cases = [
    {
      name: "lets the sender renewed longest ago go for one more who says firing",
      sources: live,
      newcomer: renewed(0),
      gone: oldest,
    },
    {
      name: "lets one that resolved go before any that says firing",
      sources: new Map(live).set("s3", ended(0)),
      newcomer: renewed(0),
      gone: "s3",
    },
    {
      name: "lets one that fell silent go before any that says firing",
      sources: new Map(live).set("s3", renewed(SPAN)),
      newcomer: ended(0),
      gone: "s3",
    },
    {
      name: "does not let a resolve by a stranger drive out one that says firing",
      sources: live,
      newcomer: ended(0),
      gone: "new",
    },
  ];
  it.for(cases)("$name", ({ sources, newcomer, gone }, { expect }) => {
    const after = withSource(sources, "new", newcomer, NOW);
    expect(after.size).toBe(MAX_SOURCES_PER_ALERT);
    expect([...sources.keys(), "new"].filter((sender) => !after.has(sender))).toEqual([gone]);
  });

  it("still replaces what a known sender said when there is no room for another", ({ expect }) => {
    expect(withSource(live, "s0", ended(0), NOW).get("s0")?.status).toBe("resolved");
  });
});
