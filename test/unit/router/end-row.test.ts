import { describe, it } from "vitest";
import { endRow } from "../../../src/router/end-row.ts";
import { entry, row } from "../notify/rows.ts";
import { Simulation } from "./simulation.ts";

const key = ["g", "chat/webhook/0"] as const;

describe("endRow", () => {
  const cases = [
    { name: "owes what was never told", undelivered: ["a"], log: undefined, owed: ["a"] },
    {
      name: "adds it to what was owed before, each once",
      undelivered: ["a", "b"],
      log: entry({ owed: ["b"] }),
      owed: ["b", "a"],
    },
    { name: "owes nothing where all was told before", undelivered: [], log: undefined, owed: undefined },
  ];
  it.for(cases)("$name", ({ undelivered, log, owed }, { expect }) => {
    const { state, store } = new Simulation();
    const ended = row({ undelivered });
    state.putRow(ended);
    if (log !== undefined) state.putEntry(...key, log);
    endRow(state, ended);
    expect([state.outbox.size, store.outbox.size, state.queue.nextDueAt()]).toEqual([0, 0, undefined]);
    expect(state.entry(...key)?.owed).toEqual(owed);
  });

  it("keeps what was told, when, and the provider's message", ({ expect }) => {
    const { state } = new Simulation();
    const log = entry({ firing: ["z"], state: { id: "42" } });
    state.putEntry(...key, log);
    state.putRow(row());
    endRow(state, row());
    expect(state.entry(...key)).toEqual({ ...log, owed: ["a"] });
  });
});
