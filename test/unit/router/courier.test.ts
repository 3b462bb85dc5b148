import { afterEach, beforeEach, describe, it, vi } from "vitest";
import type { Notification, SendOutcome, World } from "../../../src/receiver/receiver.ts";
import type { Channel } from "../../../src/receiver/receivers.ts";
import { SUBREQUESTS_PER_INVOCATION } from "../../../src/router/budget.do.ts";
import {
  ANSWER_CHARS,
  Courier,
  SEND_TIMEOUT_MS,
  SEND_TIMEOUT_SLACK_MS,
  SETTLE_WINDOW_MS,
} from "../../../src/router/courier.do.ts";
import { settleFollowUp } from "../../../src/router/follow-up.ts";
import { ingestWebhook } from "../../../src/router/intake.ts";
import { openRouter } from "../../../src/router/open.ts";
import { MAX_SENDS_IN_FLIGHT, MAX_SENDS_PER_INTEGRATION } from "../../../src/router/send-queue.ts";
import { type Landed, settle } from "../../../src/router/settle.ts";
import type { RouterState } from "../../../src/router/state.ts";
import { tick } from "../../../src/router/tick.ts";
import { MemoryStore } from "./memory-store.ts";
import { config, firing, integration, MINUTE, route, START } from "./simulation.ts";

const SENT: SendOutcome = { ok: true, status: "200", answer: "ok" };

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

type Send = (message: unknown, previous: unknown, world: World) => Promise<SendOutcome>;

interface Options {
  readonly send?: Send;
  readonly maxSubrequests?: number;
  readonly integrations?: number;
  readonly kind?: string;
  readonly settle?: (landed: readonly Landed[]) => void;
  readonly perInvocation?: number;
}

/** A courier with one group an alert, of one receiver, and what it handed over. */
class Post {
  readonly sent: { readonly message: unknown; readonly previous: unknown }[] = [];
  readonly landings: (readonly Landed[])[] = [];
  readonly state: RouterState;
  readonly courier: Courier;
  fetched = 0;
  /** When it asked for the next invocation. */
  readonly heldBackAt: number[] = [];

  constructor({
    send = async () => SENT,
    maxSubrequests = 1,
    integrations = 1,
    kind = "webhook",
    ...options
  }: Options = {}) {
    const all = Array.from({ length: integrations }, (_, index) => integration("chat", { index }));
    const configuration = config({
      route: route({ groupBy: ["instance"] }),
      receivers: [{ name: "chat", integrations: all }],
    });
    this.state = openRouter(
      configuration,
      new MemoryStore(),
      Date.now(),
      () => {},
      () => 0.5,
    );
    const channel: Channel = {
      maxSubrequests,
      render: (notification: Notification) => notification,
      send: (message, _settings, previous, world) => {
        this.sent.push({ message, previous });
        return send(message, previous, world);
      },
    };
    this.courier = new Courier({
      fetch: async () => {
        this.fetched += 1;
        return new Response("ok");
      },
      secret: () => undefined,
      print: () => {},
      secrets: ["hunter2hunter2"],
      ...(options.perInvocation === undefined ? {} : { maxSubrequests: options.perInvocation }),
      channelOf: (wanted) => (wanted === kind ? channel : undefined),
      renderContext: (now) => ({ externalUrl: "", timezone: "UTC", now }),
      settle: options.settle ?? ((landed) => this.settle(landed)),
      settleFollowUp: (due, found) => settleFollowUp(this.state, due, found, Date.now()),
      heldBack: () => {
        this.heldBackAt.push(Date.now());
      },
    });
  }

  settle(landed: readonly Landed[]): void {
    this.landings.push(landed);
    for (const one of landed) settle(this.state, one, Date.now());
    this.courier.start(this.state, Date.now());
  }

  /** Takes in alerts that are due at once, each in a group of its own. */
  take(count: number, from = 0): void {
    const alerts = Array.from({ length: count }, (_, i) =>
      firing({ alertname: "Down", instance: `${from + i}` }, START - MINUTE),
    );
    ingestWebhook(
      this.state,
      "am",
      { receiver: "r", groupKey: "g", externalURL: "", truncatedAlerts: 0, alerts },
      Date.now(),
    );
    tick(this.state, Date.now());
  }

  start(): boolean {
    return this.courier.start(this.state, Date.now());
  }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a send", () => {
  it("carries the notification, and what the last success left", async ({ expect }) => {
    const post = new Post({ send: async () => ({ ...SENT, state: { id: "42" } }) });
    post.take(1);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    const [key] = post.state.groups.keys();
    const entry = post.state.entry(key ?? "", "chat/webhook/0");
    expect([post.sent[0]?.previous, entry?.state]).toEqual([undefined, { id: "42" }]);
    if (entry !== undefined) post.state.putEntry(key ?? "", "chat/webhook/0", { ...entry, firing: [] });
    vi.setSystemTime(START + 5 * MINUTE);
    tick(post.state, Date.now());
    post.start();
    expect(post.sent[1]?.previous).toEqual({ id: "42" });
  });

  it("keeps ANSWER_CHARS of the answer, masked before it is cut", async ({ expect }) => {
    const secret = "hunter2hunter2";
    const post = new Post({
      send: async () => ({ ...SENT, answer: `${"x".repeat(ANSWER_CHARS - 7)}${secret}${"y".repeat(99)}` }),
    });
    post.take(1);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    const answer = post.landings[0]?.[0]?.answer ?? "";
    expect(answer).toHaveLength(ANSWER_CHARS);
    expect(answer).not.toContain("hunter");
  });

  const faults: { name: string; send: Send; want: object }[] = [
    {
      name: "a receiver that throws is tried again",
      send: () => {
        throw new Error("a bug");
      },
      want: { ok: false, recoverable: true, reason: "network", answer: "cannot send: Error: a bug" },
    },
    {
      name: "a receiver that rejects is tried again",
      send: () => Promise.reject(new Error("a bug")),
      want: { ok: false, recoverable: true, reason: "network" },
    },
  ];
  it.for(faults)("$name", async ({ send, want }, { expect }) => {
    const post = new Post({ send });
    post.take(1);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect(post.landings[0]?.[0]?.outcome).toMatchObject(want);
    expect(post.state.outbox.size).toBe(1);
  });

  it("of a kind that this version does not have ends for that reason", async ({ expect }) => {
    const post = new Post({ kind: "pigeon" });
    post.take(1);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect(post.landings[0]?.[0]?.outcome).toMatchObject({ recoverable: false, reason: "receiver_gone" });
  });
});

describe("SEND_TIMEOUT_MS", () => {
  it("aborts a send that hangs, and waits for its own word on it", async ({ expect }) => {
    const post = new Post({
      send: (_message, _previous, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () =>
            resolve({ ok: false, recoverable: true, reason: "timeout", status: "-", answer: "I gave up" }),
          );
        }),
    });
    post.take(1);
    post.start();
    await pass(SEND_TIMEOUT_MS - 1);
    expect(post.state.queue.inFlight).toBe(1);
    await pass(1 + SETTLE_WINDOW_MS);
    expect(post.landings[0]?.[0]).toMatchObject({ latencyMs: SEND_TIMEOUT_MS, answer: "I gave up" });
  });

  it("gives up SEND_TIMEOUT_SLACK_MS later on one that minds no abort", async ({ expect }) => {
    const post = new Post({ send: () => new Promise(() => {}) });
    post.take(1);
    post.start();
    await pass(SEND_TIMEOUT_MS + SEND_TIMEOUT_SLACK_MS - 1);
    expect(post.state.queue.inFlight).toBe(1);
    await pass(1 + SETTLE_WINDOW_MS);
    expect(post.landings[0]?.[0]?.outcome).toMatchObject({ reason: "timeout", recoverable: true });
    expect(post.landings[0]?.[0]?.answer).toBe("no answer within 10 s");
  });

  it("leaves no timer behind a send that came back: it would keep the object awake", async ({ expect }) => {
    const post = new Post();
    post.take(3);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect([post.landings.flat().length, vi.getTimerCount()]).toEqual([3, 0]);
  });
});

describe("SETTLE_WINDOW_MS", () => {
  it("gathers what lands within it into one hand-over", async ({ expect }) => {
    const post = new Post();
    post.take(20);
    post.start();
    expect(post.courier.isBusy(post.state)).toBe(true);
    await pass(SETTLE_WINDOW_MS - 1);
    expect(post.landings).toEqual([]);
    expect(post.courier.isBusy(post.state), "landed and not written yet").toBe(true);
    await pass(1);
    expect(post.landings.map((landed) => landed.length)).toEqual([20]);
    expect(post.courier.isBusy(post.state)).toBe(false);
  });

  it("does not hold up the next sends, which start with each answer", async ({ expect }) => {
    const post = new Post();
    post.take(20);
    post.start();
    expect(post.sent).toHaveLength(MAX_SENDS_PER_INTEGRATION);
    await pass(0);
    expect(post.sent).toHaveLength(20);
  });
});

describe("SUBREQUESTS_PER_INVOCATION", () => {
  const fetching: Send = async (_message, _previous, world) => {
    await world.fetch("http://provider", {});
    return SENT;
  };

  it("holds the rest of a storm back, and says so", async ({ expect }) => {
    const post = new Post({ send: fetching });
    post.take(100);
    expect(post.start()).toBe(false);
    await pass(0);
    expect(post.fetched).toBe(SUBREQUESTS_PER_INVOCATION);
    expect(post.start()).toBe(true);
    expect(SUBREQUESTS_PER_INVOCATION).toBeLessThan(50);
  });

  it("holds nothing back where the platform has no limit", async ({ expect }) => {
    const post = new Post({ send: fetching, perInvocation: Number.POSITIVE_INFINITY });
    post.take(100);
    post.start();
    await pass(0);
    expect([post.fetched, post.heldBackAt]).toEqual([100, []]);
    post.courier.refill();
    post.take(100, 100);
    post.start();
    await pass(0);
    expect(post.fetched).toBe(200);
  });

  it("asks for the next invocation while the last sends of this one are under way", async ({ expect }) => {
    const post = new Post({ send: fetching });
    post.take(SUBREQUESTS_PER_INVOCATION);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect(post.heldBackAt).toEqual([]);
    post.take(100, SUBREQUESTS_PER_INVOCATION);
    post.courier.refill();
    const from = Date.now();
    post.start();
    await pass(0);
    // Without waiting for the window in which answers gather.
    expect(post.heldBackAt[0]).toBe(from);
  });

  it("starts anew with the next invocation", async ({ expect }) => {
    const post = new Post({ send: fetching });
    post.take(100);
    for (let i = 1; i <= 3; i += 1) {
      post.courier.refill();
      post.start();
      await pass(0);
      expect(post.fetched).toBe(Math.min(100, i * SUBREQUESTS_PER_INVOCATION));
      await pass(SETTLE_WINDOW_MS);
    }
    expect(post.start()).toBe(false);
  });

  it("is kept by each invocation for itself, whichever came since", async ({ expect }) => {
    const gate: (() => void)[] = [];
    const slow: Send = async (_message, _previous, world) => {
      await new Promise<void>((resolve) => gate.push(resolve));
      await world.fetch("http://provider", {});
      return SENT;
    };
    const post = new Post({ send: slow });
    post.take(200);
    post.courier.refill();
    post.start();
    // Each answer starts the next send in the invocation of the first, while new ones come and go.
    for (let i = 0; i < 100; i += 1) {
      post.courier.refill();
      gate.shift()?.();
      await pass(0);
    }
    expect(post.fetched).toBeLessThanOrEqual(SUBREQUESTS_PER_INVOCATION);
  });

  it("books the dearest case, and gives back what was not needed", async ({ expect }) => {
    const post = new Post({ send: fetching, maxSubrequests: 4 });
    post.take(100);
    post.start();
    await pass(0);
    expect(post.fetched).toBe(SUBREQUESTS_PER_INVOCATION - 3);
  });

  it("is never exceeded by sends that do need the dearest", async ({ expect }) => {
    const post = new Post({
      maxSubrequests: 3,
      send: async (_message, _previous, world) => {
        for (let i = 0; i < 3; i += 1) await world.fetch("http://provider", {});
        return SENT;
      },
    });
    post.take(100);
    post.start();
    await pass(0);
    expect(post.fetched).toBeLessThanOrEqual(SUBREQUESTS_PER_INVOCATION);
    expect(post.fetched).toBeGreaterThan(SUBREQUESTS_PER_INVOCATION - 3);
  });

  it("counts a mail, which goes by no fetch", async ({ expect }) => {
    const post = new Post({ maxSubrequests: 1 });
    post.take(100);
    post.start();
    await pass(0);
    expect(post.sent).toHaveLength(SUBREQUESTS_PER_INVOCATION);
  });

  it("does not bind a console, which asks nobody", async ({ expect }) => {
    const post = new Post({ maxSubrequests: 0 });
    post.take(100);
    expect(post.start()).toBe(false);
    await pass(0);
    expect(post.sent).toHaveLength(100);
  });
});

describe("a hand-over that fails", () => {
  it("is tried one by one, so that one landing does not take its neighbours along", async ({ expect }) => {
    const bad = "2";
    const post: Post = new Post({
      integrations: 1,
      settle: (landed) => {
        if (landed.some(({ row }) => row.groupId.includes(`"${bad}"`))) throw new Error("cannot write");
        post.settle(landed);
      },
    });
    post.take(5);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect(post.landings.map((landed) => landed.length)).toEqual([1, 1, 1, 1]);
    expect(post.state.outbox.size).toBe(1);
  });

  it("throws at nobody: a timer's exception would be nobody's to catch", async ({ expect }) => {
    const post = new Post({
      settle: () => {
        throw new Error("cannot write");
      },
    });
    post.take(1);
    post.start();
    await pass(SETTLE_WINDOW_MS);
    expect(post.courier.isBusy(post.state)).toBe(false);
  });
});

describe("reset", () => {
  it("aborts what is under way and forgets what came back, as a crash would", async ({ expect }) => {
    const aborted: boolean[] = [];
    const post = new Post({
      integrations: 3,
      send: (_message, _previous, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            aborted.push(true);
            resolve(SENT);
          });
        }),
    });
    post.take(10);
    post.start();
    const flying = post.state.queue.inFlight;
    post.courier.reset();
    await pass(SEND_TIMEOUT_MS + SEND_TIMEOUT_SLACK_MS + SETTLE_WINDOW_MS);
    expect(aborted).toHaveLength(flying);
    expect([flying <= MAX_SENDS_IN_FLIGHT, post.landings, post.sent.length]).toEqual([true, [], flying]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets no answer of before start sends from the memory of before", async ({ expect }) => {
    const gate: (() => void)[] = [];
    const post = new Post({
      send: async () => {
        await new Promise<void>((resolve) => gate.push(resolve));
        return SENT;
      },
    });
    post.take(10);
    post.start();
    post.courier.reset();
    for (const open of gate.splice(0)) open();
    await pass(SETTLE_WINDOW_MS);
    expect(post.sent).toHaveLength(MAX_SENDS_PER_INTEGRATION);
  });
});
