import { describe, expect, it } from "vitest";
import { Ledger } from "../../e2e/soak/ledger.ts";
import { allowedRepeats, MAX_REPEATS_PER_KILL, unexplained } from "../../e2e/soak/repeats.ts";

const heard = (at: number) => ({ at, heard: true });

describe("what is lost", () => {
  it("is a last state that one receiver was never told", () => {
    const ledger = new Ledger(["/a", "/b"]);
    ledger.accept("1", "firing", 10);
    ledger.tell("/a", "1", "firing", heard(12));
    expect(ledger.lost()).toEqual([{ receiver: "/b", id: "1", status: "firing" }]);
  });

  it("is an end that was not told, though the start was", () => {
    const ledger = new Ledger(["/a"]);
    ledger.accept("1", "firing", 10);
    ledger.tell("/a", "1", "firing", heard(12));
    ledger.accept("1", "resolved", 20);
    expect(ledger.lost()).toEqual([{ receiver: "/a", id: "1", status: "resolved" }]);
    ledger.tell("/a", "1", "resolved", heard(22));
    expect(ledger.lost()).toEqual([]);
  });

  it("is not a start that is told with its end", () => {
    const ledger = new Ledger(["/a"]);
    ledger.accept("1", "firing", 10);
    ledger.accept("1", "resolved", 20);
    ledger.tell("/a", "1", "resolved", heard(22));
    expect(ledger.lost()).toEqual([]);
  });

  it("is what a provider took and nobody waited to hear", () => {
    const ledger = new Ledger(["/a"]);
    ledger.accept("1", "firing", 10);
    const delivery = { at: 12, heard: false };
    ledger.tell("/a", "1", "firing", delivery);
    expect(ledger.lost()).toHaveLength(1);
    // The stand-in learns it after its answer.
    delivery.heard = true;
    expect(ledger.lost()).toEqual([]);
  });

  it("is nothing that was never accepted", () => {
    const ledger = new Ledger(["/a"]);
    ledger.tell("/a", "1", "firing", heard(12));
    expect(ledger.lost()).toEqual([]);
    expect([ledger.accepted, ledger.delivered]).toEqual([0, 1]);
  });
});

describe("a repeat", () => {
  it("is a state told once more to the same receiver", () => {
    const ledger = new Ledger(["/a", "/b"]);
    for (const [receiver, status, at] of [
      ["/a", "firing", 1],
      ["/b", "firing", 2],
      ["/a", "resolved", 3],
    ] as const)
      ledger.tell(receiver, "1", status, heard(at));
    expect(ledger.repeats()).toEqual([]);
    ledger.tell("/a", "1", "firing", heard(9));
    expect(ledger.repeats()).toEqual([{ receiver: "/a", id: "1", status: "firing", firstAt: 1, at: 9 }]);
  });

  it("is each after the first, in the order of time", () => {
    const ledger = new Ledger(["/a"]);
    for (const at of [30, 10, 20]) ledger.tell("/a", "1", "firing", heard(at));
    expect(ledger.repeats().map(({ firstAt, at }) => [firstAt, at])).toEqual([
      [10, 20],
      [20, 30],
    ]);
  });

  const repeat = { receiver: "/a", id: "1", status: "firing", firstAt: 10_000, at: 20_000 } as const;
  it.each([
    ["between its tellings", [15_000], []],
    ["just before the first, which was sent already", [9_500], []],
    ["long before", [8_000], [repeat]],
    ["after both", [22_000], [repeat]],
    ["never", [], [repeat]],
    ["before and between", [1_000, 15_000], []],
  ])("with a kill %s", (_, kills, want) => {
    expect(unexplained([repeat], kills)).toEqual(want);
  });

  it("has a bound that grows with the kills", () => {
    expect(allowedRepeats(0)).toBe(0);
    expect(allowedRepeats(3)).toBe(3 * MAX_REPEATS_PER_KILL);
    expect(MAX_REPEATS_PER_KILL).toBe(18);
  });
});

describe("worst latency", () => {
  it("is the longest from the 2xx to the first that was heard", () => {
    const ledger = new Ledger(["/a", "/b"]);
    ledger.accept("1", "firing", 100);
    ledger.accept("2", "firing", 100);
    ledger.tell("/a", "1", "firing", { at: 110, heard: false });
    ledger.tell("/a", "1", "firing", heard(150));
    ledger.tell("/a", "2", "firing", heard(120));
    expect(ledger.worstLatencyMs("/a")).toBe(50);
    expect(ledger.worstLatencyMs("/b")).toBe(0);
  });

  it("of a telling that overtook its 2xx is none", () => {
    const ledger = new Ledger(["/a"]);
    ledger.tell("/a", "1", "firing", heard(90));
    ledger.accept("1", "firing", 100);
    expect(ledger.worstLatencyMs("/a")).toBe(0);
  });
});
