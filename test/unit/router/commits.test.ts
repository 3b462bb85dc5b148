import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { Commits, runAll } from "../../../src/router/commits.do.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Turns {
  readonly commits: Commits;
  /** Works of each turn that succeeded. */
  readonly done: string[][];
  /** Work by name; names that begin with "bad" fail their whole turn. */
  add(name: string): Promise<string>;
}

function turns(): Turns {
  const done: string[][] = [];
  let running: string[] = [];
  const commits = new Commits((works) => {
    running = [];
    runAll(works, 5);
    done.push(running);
  });
  const add = (name: string) => {
    const promise = commits.add((now) => {
      if (name.startsWith("bad")) throw new Error(name);
      running.push(`${name}@${now}`);
    });
    return promise.then(
      () => "done",
      (error: unknown) => String(error),
    );
  };
  return { commits, done, add };
}

const pass = () => vi.advanceTimersByTimeAsync(0);

describe("Commits", () => {
  it("does in one turn what came before the timer, in order, each with the turn's clock", async ({
    expect,
  }) => {
    const { add, done } = turns();
    const answers = [add("a"), add("b"), add("c")];
    expect(done).toEqual([]);
    await pass();
    expect(done).toEqual([["a@5", "b@5", "c@5"]]);
    expect(await Promise.all(answers)).toEqual(["done", "done", "done"]);
  });

  it("gathers requests of different turns, which a microtask would not", async ({ expect }) => {
    const { add, done } = turns();
    void add("a");
    await Promise.resolve();
    await Promise.resolve();
    void add("b");
    await pass();
    expect(done).toEqual([["a@5", "b@5"]]);
  });

  it("begins another turn for what comes after it", async ({ expect }) => {
    const { add, done } = turns();
    void add("a");
    await pass();
    void add("b");
    await pass();
    expect(done).toEqual([["a@5"], ["b@5"]]);
  });

  it("answers nobody before the turn is through", async ({ expect }) => {
    const { add } = turns();
    let answered = false;
    void add("a").then(() => {
      answered = true;
    });
    await Promise.resolve();
    expect(answered).toBe(false);
    await pass();
    expect(answered).toBe(true);
  });

  const mixes = [
    { name: "alone", names: ["bad"], want: ["Error: bad"], turns: [] },
    {
      name: "first",
      names: ["bad", "b", "c"],
      want: ["Error: bad", "done", "done"],
      turns: [["b@5"], ["c@5"]],
    },
    {
      name: "last",
      names: ["a", "b", "bad"],
      want: ["done", "done", "Error: bad"],
      turns: [["a@5"], ["b@5"]],
    },
    {
      name: "twice",
      names: ["bad1", "b", "bad2"],
      want: ["Error: bad1", "done", "Error: bad2"],
      turns: [["b@5"]],
    },
  ];
  it.for(mixes)(
    "fails only the one that fails: $name",
    async ({ names, want, turns: expected }, { expect }) => {
      const { add, done } = turns();
      const answers = names.map(add);
      await pass();
      expect(await Promise.all(answers)).toEqual(want);
      expect(done).toEqual(expected);
    },
  );

  it("goes on after a failure", async ({ expect }) => {
    const { add, done } = turns();
    const first = add("bad");
    await pass();
    expect(await first).toBe("Error: bad");
    void add("a");
    await pass();
    expect(done).toEqual([["a@5"]]);
  });

  it("leaves no timer behind", async ({ expect }) => {
    const { add } = turns();
    void add("a");
    await pass();
    expect(vi.getTimerCount()).toBe(0);
  });
});
