import { describe, it } from "vitest";
import { Alarm } from "../../../src/watch/alarm.do.ts";
import { OVERDUE_MS } from "../../../src/watch/overdue.ts";

const NOW = 1_000_000_000;

/** An alarm as an earlier life left it, and every moment it is set to. */
async function recalled(stored: number | null): Promise<{ readonly alarm: Alarm; readonly set: number[] }> {
  const set: number[] = [];
  const alarm = new Alarm({
    getAlarm: async () => stored,
    setAlarm: async (at) => {
      set.push(Number(at));
    },
  });
  await alarm.recall();
  return { alarm, set };
}

describe("Alarm.set", () => {
  const cases = [
    { name: "sets the first one", stored: null, at: NOW + 5, want: [NOW + 5] },
    { name: "sets one that is already due for the next moment", stored: null, at: NOW - 9, want: [NOW + 1] },
    { name: "sets no moment between two milliseconds", stored: null, at: NOW + 5.3, want: [NOW + 6] },
    { name: "writes nothing twice for what is due already", stored: NOW + 1, at: NOW, want: [] },
    { name: "moves one forward", stored: NOW + 9, at: NOW + 5, want: [NOW + 5] },
    {
      name: "leaves an earlier one, which looks again when it rings",
      stored: NOW + 5,
      at: NOW + 9,
      want: [],
    },
    { name: "writes nothing for the same moment", stored: NOW + 5, at: NOW + 5, want: [] },
    { name: "sets none for never", stored: null, at: Number.POSITIVE_INFINITY, want: [] },
    { name: "trusts one that is a little late", stored: NOW - OVERDUE_MS + 1, at: NOW, want: [] },
    {
      name: "sets anew one that is OVERDUE_MS late: it was lost",
      stored: NOW - OVERDUE_MS,
      at: NOW,
      want: [NOW + 1],
    },
  ];
  it.for(cases)("$name", async ({ stored, at, want }, { expect }) => {
    const { alarm, set } = await recalled(stored);
    alarm.set(at, NOW);
    expect(set).toEqual(want);
  });

  it("sets again what has rung", async ({ expect }) => {
    const { alarm, set } = await recalled(NOW);
    alarm.rang();
    alarm.set(NOW + 5, NOW);
    expect(set).toEqual([NOW + 5]);
  });

  it("remembers what it set", async ({ expect }) => {
    const { alarm, set } = await recalled(null);
    for (const at of [NOW + 9, NOW + 9, NOW + 20, NOW + 5]) alarm.set(at, NOW);
    expect(set).toEqual([NOW + 9, NOW + 5]);
  });
});
