import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { EMPTY_ENTRY } from "../../../src/notify/notification-log.ts";
import type { FollowUp, MessageState, World } from "../../../src/receiver/receiver.ts";
import { Budget, SUBREQUESTS_PER_INVOCATION } from "../../../src/router/budget.do.ts";
import type { DueFollowUp } from "../../../src/router/follow-up.ts";
import { settleFollowUp } from "../../../src/router/follow-up.ts";
import { FOLLOW_UP_AGAIN_MS, FOLLOW_UP_TIMEOUT_MS, FollowUps } from "../../../src/router/follow-ups.do.ts";
import { openRouter } from "../../../src/router/open.ts";
import { MemoryStore } from "./memory-store.ts";
import { config, START } from "./simulation.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

type Look = (state: MessageState, world: World) => Promise<FollowUp>;

/** Messages that are due, and who looks after them. */
class Rounds {
  readonly budget = new Budget();
  readonly looked: MessageState[] = [];
  readonly found: FollowUp[] = [];
  readonly state = openRouter(
    config(),
    new MemoryStore(),
    START,
    () => {},
    () => 0.5,
  );
  readonly followUps: FollowUps;
  fetched = 0;

  constructor(look: Look | undefined) {
    const followUp =
      look &&
      ((state: MessageState, _facts: unknown, _settings: unknown, world: World) =>
        this.#note(state, look(state, world)));
    const channel = {
      maxSubrequests: 2,
      render: () => "",
      send: async () => ({ ok: true, status: "", answer: "" }) as const,
    };
    const world = {
      fetch: async () => {
        this.fetched += 1;
        return new Response("ok");
      },
      secret: () => undefined,
      print: () => {},
      secrets: [],
      channelOf: () => (followUp === undefined ? channel : { ...channel, followUp }),
      renderContext: () => ({ externalUrl: "", timezone: "UTC", now: START }),
      settle: () => {},
      settleFollowUp: () => {},
      heldBack: () => {},
    };
    this.followUps = new FollowUps(world, (due, found) => this.#land(due, found));
  }

  add(name: string): void {
    this.state.putEntry(name, "chat/webhook/0", { ...EMPTY_ENTRY, state: { name }, followUpAt: START });
  }

  start(): void {
    this.followUps.start(this.state, Date.now(), this.budget);
  }

  #note(state: MessageState, found: Promise<FollowUp>): Promise<FollowUp> {
    this.looked.push(state);
    return found;
  }

  #land(due: DueFollowUp, found: FollowUp): void {
    this.found.push(found);
    settleFollowUp(this.state, due, found, Date.now());
    this.start();
  }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("looking after messages", () => {
  it("takes one after the other", async ({ expect }) => {
    const answers: (() => void)[] = [];
    const rounds = new Rounds(() => new Promise((resolve) => answers.push(() => resolve({}))));
    rounds.add("a");
    rounds.add("b");
    rounds.start();
    rounds.start();
    await pass(0);
    expect(rounds.looked).toEqual([{ name: "a" }]);
    answers[0]?.();
    await pass(0);
    expect(rounds.looked).toEqual([{ name: "a" }, { name: "b" }]);
  });

  it("ends for good where the kind has nothing to look after", async ({ expect }) => {
    const rounds = new Rounds(undefined);
    rounds.add("a");
    rounds.start();
    await pass(0);
    expect(rounds.found).toEqual([{}]);
    expect(rounds.state.followUps.size).toBe(0);
    expect([...rounds.state.log.values()].map(({ followUpAt }) => followUpAt)).toEqual([undefined]);
  });

  const faults: readonly { readonly name: string; readonly look: Look; readonly lastsMs: number }[] = [
    {
      name: "throws",
      look: () => {
        throw new Error("a bug");
      },
      lastsMs: 0,
    },
    { name: "rejects", look: () => Promise.reject(new Error("a bug")), lastsMs: 0 },
    { name: "never answers", look: () => new Promise(() => {}), lastsMs: FOLLOW_UP_TIMEOUT_MS },
  ];
  it.for(faults)("comes again after a look that $name", async ({ look, lastsMs }, { expect }) => {
    const rounds = new Rounds(look);
    rounds.add("a");
    rounds.start();
    await pass(FOLLOW_UP_TIMEOUT_MS);
    expect(rounds.found).toEqual([{ againMs: FOLLOW_UP_AGAIN_MS }]);
    const at = rounds.state.followUps.next() ?? 0;
    expect(at - START - FOLLOW_UP_AGAIN_MS).toBe(lastsMs);
  });

  it("tells a look whose time is over, and leaves no timer behind one that ended", async ({ expect }) => {
    let signal: AbortSignal | undefined;
    const rounds = new Rounds((_, world) => {
      signal = world.signal;
      return new Promise(() => {});
    });
    rounds.add("a");
    rounds.start();
    await pass(FOLLOW_UP_TIMEOUT_MS - 1);
    expect(signal?.aborted).toBe(false);
    await pass(1);
    expect(signal?.aborted).toBe(true);
    const quick = new Rounds(async () => ({}));
    quick.add("a");
    quick.start();
    await pass(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("counts what it asks for against the invocation's subrequests", async ({ expect }) => {
    const rounds = new Rounds(async (_, world) => {
      await world.fetch("https://x", {});
      return {};
    });
    rounds.add("a");
    rounds.start();
    await pass(0);
    expect(rounds.fetched).toBe(1);
    expect(rounds.budget.has(SUBREQUESTS_PER_INVOCATION - 1)).toBe(true);
    expect(rounds.budget.has(SUBREQUESTS_PER_INVOCATION)).toBe(false);
  });

  it("forgets a look that was under way when memory was lost", async ({ expect }) => {
    const answers: (() => void)[] = [];
    const rounds = new Rounds(() => new Promise((resolve) => answers.push(() => resolve({ state: {} }))));
    rounds.add("a");
    rounds.start();
    await pass(0);
    rounds.followUps.reset();
    answers[0]?.();
    await pass(0);
    expect(rounds.found).toEqual([]);
    rounds.add("b");
    rounds.start();
    await pass(0);
    expect(rounds.looked.at(-1)).toEqual({ name: "b" });
  });
});
