import { describe, it } from "vitest";
import { rowKey } from "../../../src/notify/outbox.ts";
import {
  FAST_ANSWER_MS,
  FAST_ANSWERS,
  MAX_SENDS_IN_FLIGHT,
  MAX_SENDS_PER_FAST_INTEGRATION,
  MAX_SENDS_PER_INTEGRATION,
  MAX_SENDS_PER_RECEIVER,
  SendQueue,
} from "../../../src/router/send-queue.ts";

function put(queue: SendQueue, integration: string, count: number, at = 0, prefix = "g"): void {
  for (let i = 0; i < count; i += 1) {
    queue.put({
      delivery: 1,
      groupId: `${integration}-${prefix}${i}`,
      integration,
      content: { firing: [], resolved: [], unknown: [] },
      reason: "first notification",
      decidedAt: 0,
      firstDecidedAt: 0,
      changedAt: 0,
      attempt: 0,
      nextAttemptAt: at,
      version: 0,
      undelivered: [],
    });
  }
}

function takeAll(queue: SendQueue, now: number): string[] {
  const taken: string[] = [];
  for (let key = queue.take(now); key !== undefined; key = queue.take(now))
    taken.push(key.split("\u0000")[1] ?? "");
  return taken;
}

function prove(queue: SendQueue, integration: string, latencyMs: number): void {
  for (let i = 0; i < FAST_ANSWERS; i += 1) {
    put(queue, integration, 1, 0, `warm${i}-`);
    queue.take(0);
    queue.answered(integration, latencyMs);
    queue.landed(rowKey(`${integration}-warm${i}-0`, integration));
  }
}

describe("SendQueue", () => {
  it("lets one integration fly two at once, and four once its last ten answers were fast", ({ expect }) => {
    const queue = new SendQueue();
    put(queue, "chat/slack/0", 10);
    expect(takeAll(queue, 0)).toHaveLength(MAX_SENDS_PER_INTEGRATION);
    const fast = new SendQueue();
    prove(fast, "chat/slack/0", FAST_ANSWER_MS - 1);
    put(fast, "chat/slack/0", 10);
    expect(takeAll(fast, 0)).toHaveLength(MAX_SENDS_PER_FAST_INTEGRATION);
    const slow = new SendQueue();
    prove(slow, "chat/slack/0", FAST_ANSWER_MS);
    put(slow, "chat/slack/0", 10);
    expect(takeAll(slow, 0)).toHaveLength(MAX_SENDS_PER_INTEGRATION);
  });

  it("never holds more than four slots for one receiver, however many integrations it has", ({ expect }) => {
    const queue = new SendQueue();
    for (const index of [0, 1, 2]) put(queue, `pager/webhook/${index}`, 5);
    expect(takeAll(queue, 0)).toHaveLength(MAX_SENDS_PER_RECEIVER);
    put(queue, "chat/slack/0", 5);
    expect(takeAll(queue, 0)).toEqual(["chat/slack/0", "chat/slack/0"]);
  });

  it("never flies more than six in all", ({ expect }) => {
    const queue = new SendQueue();
    for (const name of ["a", "b", "c", "d"]) put(queue, `${name}/webhook/0`, 5);
    expect(takeAll(queue, 0)).toHaveLength(MAX_SENDS_IN_FLIGHT);
    expect(queue.nextDueAt()).toBeUndefined();
  });

  it("takes the earliest due row of any integration first, and nothing early", ({ expect }) => {
    const queue = new SendQueue();
    put(queue, "late/webhook/0", 1, 20);
    put(queue, "soon/webhook/0", 1, 10);
    put(queue, "future/webhook/0", 1, 30);
    expect(queue.nextDueAt()).toBe(10);
    expect(takeAll(queue, 25)).toEqual(["soon/webhook/0", "late/webhook/0"]);
    expect(queue.nextDueAt()).toBe(30);
  });

  it("gives the slot back with the answer, but the row only when it has landed", ({ expect }) => {
    const queue = new SendQueue();
    put(queue, "chat/slack/0", 1);
    const key = queue.take(0) ?? "";
    queue.answered("chat/slack/0", 5);
    expect([queue.inFlight, queue.isFlying(key)]).toEqual([0, true]);
    put(queue, "chat/slack/0", 1);
    expect(queue.take(0)).toBeUndefined();
    queue.landed(key);
    put(queue, "chat/slack/0", 1);
    expect(queue.take(0)).toBe(key);
  });

  it("knows the receiver of an integration even when its name holds slashes", ({ expect }) => {
    const queue = new SendQueue();
    for (const index of [0, 1, 2]) put(queue, `team/a/webhook/${index}`, 5);
    put(queue, "team/b/webhook/0", 2);
    expect(takeAll(queue, 0).filter((key) => key.startsWith("team/a/"))).toHaveLength(MAX_SENDS_PER_RECEIVER);
  });
});
