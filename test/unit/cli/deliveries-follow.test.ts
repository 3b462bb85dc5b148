import { describe, it } from "vitest";
import { CliError } from "../../../src/cli/cli-error.ts";
import { AwayError, type DeliveriesApi } from "../../../src/cli/deliveries-ask.ts";
import {
  FOLLOW_INTERVAL_MS,
  FOLLOW_LIMIT,
  FOLLOW_PAGES,
  FOLLOW_REMEMBERED,
  Follower,
  follow,
} from "../../../src/cli/deliveries-follow.ts";
import type { Delivery, DeliveryState } from "../../../src/router/delivery.ts";
import { DELIVERY } from "../api/harness.ts";

function delivery(id: number, state: DeliveryState = "sent", tries = state === "waiting" ? 0 : 1): Delivery {
  const one = {
    at: DELIVERY.decidedAt,
    outcome: "retried",
    failure: "",
    status: "-",
    latencyMs: 1,
    answer: "",
  } as const;
  const attempts = Array.from({ length: tries }, (_, i) => ({ ...one, attempt: i + 1 }));
  return { ...DELIVERY, id: String(id), state, attempts };
}

/** An edge that holds deliveries by id, and pages as the real one does. */
class Edge implements DeliveriesApi {
  readonly held = new Map<number, Delivery>();
  readonly asked: string[] = [];

  put(...deliveries: readonly Delivery[]): void {
    for (const one of deliveries) this.held.set(Number(one.id), one);
  }

  async list(query: URLSearchParams) {
    this.asked.push(String(query));
    const limit = Number(query.get("limit"));
    const before = Number(query.get("cursor") ?? Number.POSITIVE_INFINITY);
    const ids = [...this.held.keys()].filter((id) => id < before).sort((a, b) => b - a);
    const deliveries = ids.slice(0, limit).flatMap((id) => this.held.get(id) ?? []);
    return ids.length > limit ? { deliveries, next: String(ids[limit - 1]) } : { deliveries };
  }
}

async function following(...deliveries: readonly Delivery[]) {
  const edge = new Edge();
  edge.put(...deliveries);
  const follower = new Follower(edge);
  await follower.begin();
  edge.asked.length = 0;
  const look = async () => (await follower.look()).map(({ id, state }) => `${id} ${state}`);
  return { edge, follower, look };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("Follower", () => {
  it("tells what comes in, once, oldest first, and nothing that was there", async ({ expect }) => {
    const { edge, look } = await following(delivery(1), delivery(2));
    expect(await look()).toEqual([]);
    edge.put(delivery(3), delivery(4));
    expect([await look(), await look()]).toEqual([["3 sent", "4 sent"], []]);
  });

  it("tells each further attempt, and the end", async ({ expect }) => {
    const { edge, look } = await following(delivery(1, "waiting"));
    const steps = [
      delivery(1, "retrying"),
      delivery(1, "retrying"),
      delivery(1, "retrying", 2),
      delivery(1, "sent", 3),
    ];
    const told: string[][] = [];
    for (const step of steps) {
      edge.put(step);
      told.push(await look());
    }
    expect(told).toEqual([["1 retrying"], [], ["1 retrying"], ["1 sent"]]);
  });

  it("asks for one page while nothing happens", async ({ expect }) => {
    const { edge, look } = await following(...range(1, 300).map((id) => delivery(id)));
    await look();
    expect(edge.asked).toEqual([`limit=${FOLLOW_LIMIT}`]);
  });

  it("leaves out nothing of a storm between two looks", async ({ expect }) => {
    const { edge, look } = await following(delivery(1));
    edge.put(...range(2, 500).map((id) => delivery(id)));
    expect(await look()).toEqual(range(2, 500).map((id) => `${id} sent`));
  });

  it("asks for FOLLOW_PAGES pages at most", async ({ expect }) => {
    const { edge, look } = await following(delivery(1));
    edge.put(...range(2, 3_000).map((id) => delivery(id)));
    expect(await look()).toHaveLength(FOLLOW_PAGES * FOLLOW_LIMIT);
    expect(edge.asked).toHaveLength(FOLLOW_PAGES);
  });

  it("finds the end of what has slipped from the newest page", async ({ expect }) => {
    const { edge, look } = await following(delivery(5, "retrying"), delivery(6), delivery(7, "retrying"));
    edge.put(...range(8, 100).map((id) => delivery(id)));
    await look();
    edge.put(delivery(5, "failed", 2));
    expect(await look()).toEqual(["5 failed"]);
    edge.put(delivery(7, "sent", 2));
    expect([await look(), await look()]).toEqual([["7 sent"], []]);
  });

  it("goes on with those that were listed before it began, however old", async ({ expect }) => {
    const { edge, follower, look } = await following(...range(50, 100).map((id) => delivery(id)));
    edge.put(delivery(1, "retrying"), delivery(2));
    follower.note([delivery(1, "retrying")]);
    expect(await look()).toEqual([]);
    edge.put(delivery(1, "sent", 2));
    expect(await look()).toEqual(["1 sent"]);
  });

  it("forgets what is not there any more", async ({ expect }) => {
    const { edge, look } = await following(delivery(1, "waiting"), delivery(2));
    edge.put(...range(3, 50).map((id) => delivery(id)));
    edge.held.delete(1);
    await look();
    edge.asked.length = 0;
    await look();
    expect(edge.asked).toHaveLength(1);
  });

  it("tells nothing old when what waited is taken back and an older one comes into view", async ({
    expect,
  }) => {
    const { edge, look } = await following(
      ...range(1, 100).map((id) => delivery(id)),
      delivery(101, "waiting"),
    );
    edge.held.delete(101);
    expect(await look()).toEqual([]);
  });

  it("begins anew when the edge counts from 1 again", async ({ expect }) => {
    const { edge, look } = await following(...range(101, 140).map((id) => delivery(id)));
    edge.held.clear();
    edge.put(delivery(1));
    expect([await look(), await look()]).toEqual([["1 sent"], []]);
  });

  it("remembers FOLLOW_REMEMBERED, and tells none of the others again", async ({ expect }) => {
    const { edge, follower, look } = await following(delivery(1));
    follower.note(range(2, FOLLOW_REMEMBERED + 10).map((id) => delivery(id)));
    edge.put(...range(FOLLOW_REMEMBERED, FOLLOW_REMEMBERED + 10).map((id) => delivery(id)));
    expect([await look(), await look()]).toEqual([[], []]);
  });
});

describe("follow", () => {
  async function run(answers: readonly (Error | readonly Delivery[])[]) {
    const said: string[] = [];
    const waits: number[] = [];
    let turn = 0;
    const follower = new Follower(new Edge());
    follower.look = async () => {
      const answer = answers[turn++] ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const ended = await follow(follower, {
      print: (deliveries) => said.push(...deliveries.map(({ id }) => id)),
      warn: (sentence) => said.push(sentence),
      sleep: async (ms) => void waits.push(ms),
      isOver: () => turn === answers.length,
    }).catch((error: unknown) => error);
    return { said, waits, ended };
  }

  it("looks every FOLLOW_INTERVAL_MS, as long as somebody reads", async ({ expect }) => {
    const { said, waits, ended } = await run([[delivery(1)], [], [delivery(2)]]);
    expect(said).toEqual(["1", "2"]);
    expect(waits).toEqual(Array(4).fill(FOLLOW_INTERVAL_MS));
    expect(ended).toBeUndefined();
  });

  it("waits for an edge that is away, and says so once each time", async ({ expect }) => {
    const away = new AwayError("Cannot reach it");
    const { said } = await run([away, away, [delivery(1)], away, [delivery(2)]]);
    expect(said).toEqual(["Cannot reach it; trying again", "1", "Cannot reach it; trying again", "2"]);
  });

  it("ends when it is let in no more", async ({ expect }) => {
    const { said, ended } = await run([new CliError("answered 403"), [delivery(1)]]);
    expect([said, ended]).toEqual([[], new CliError("answered 403")]);
  });
});
