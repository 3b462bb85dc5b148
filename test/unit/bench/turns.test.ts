import { describe, expect, it } from "vitest";
import { inTurns, TURNS } from "../../../bench/turns.ts";

function recorded(name: string, log: string[], perSecond: (call: number) => number) {
  let call = 0;
  return async (ms: number) => {
    log.push(`${name} ${ms}`);
    return perSecond(call++);
  };
}

describe("inTurns", () => {
  it("lets each warm up for half of the time, and then cuts all of it into slices that alternate", async () => {
    const log: string[] = [];
    await inTurns([recorded("a", log, () => 1), recorded("b", log, () => 1)], 4_000);
    const slices = Array.from({ length: TURNS }, () => [`a ${4_000 / TURNS}`, `b ${4_000 / TURNS}`]).flat();
    expect(log).toEqual(["a 2000", "b 2000", ...slices]);
  });

  it("answers the pace of each over its slices, and nothing of the warm-up", async () => {
    const paces = [recorded("a", [], (call) => (call === 0 ? 99 : call)), recorded("b", [], () => 7)];
    expect(await inTurns(paces, 80)).toEqual([(TURNS + 1) / 2, 7]);
  });
});
