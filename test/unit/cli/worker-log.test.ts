import { describe, it } from "vitest";
import { logFilter } from "../../../src/cli/worker-log.ts";

function filtered(lines: readonly string[]): string[] {
  const keep = logFilter();
  return lines.flatMap((line) => keep(line) ?? []);
}

describe("logFilter", () => {
  it("tells an uncaught exception once, with our stack", ({ expect }) => {
    const lines = [
      "workerd/io/worker.c++:2840: info: uncaught exception; source = Uncaught (in promise); stack = Error: boom",
      "    at Object.fetch (worker.js:12:39)",
      "workerd/io/io-context.c++:634: info: uncaught exception; exception = workerd/jsg/value.h:1535: failed: jsg.Error: boom",
      "stack: workerd@3a4d9d0 workerd@3a4e7b5",
      "workerd/server/server/listen/mod.rs:373: error: Uncaught exception: workerd/jsg/value.h:1535: failed: remote.jsg.Error: boom",
    ];
    expect(filtered(lines)).toEqual([
      "worker: uncaught Error: boom",
      "    at Object.fetch (worker.js:12:39)",
    ]);
  });

  it("passes what the worker writes itself", ({ expect }) => {
    const lines = ['{"level":"warn","msg":"caller denied"}', "plain words", "    at a place in our own text"];
    expect(filtered(lines)).toEqual(lines);
  });

  it("passes the worker's lines after a dropped one", ({ expect }) => {
    const lines = ["workerd/io/a.c++:1: info: chatter", "stack: workerd@1", "ours"];
    expect(filtered(lines)).toEqual(["ours"]);
  });

  const cases = [
    {
      name: "keeps an error of the runtime",
      line: "workerd/server/server.c++:5: error: no space left",
      want: ["workerd: no space left"],
    },
    {
      name: "keeps a fatal one",
      line: "kj/async-io-unix.c++:945: fatal: bind(): Address already in use",
      want: ["workerd: bind(): Address already in use"],
    },
    { name: "drops a notice", line: "workerd/server/server.c++:5: info: listening", want: [] },
    {
      name: "drops its warnings, which are for its makers",
      line: "workerd/io/actor-sqlite.c++:1036: warning: NOSENTRY SQLite alarm overdue",
      want: [],
    },
  ];

  it.for(cases)("$name", ({ line, want }, { expect }) => {
    expect(filtered([line])).toEqual(want);
  });
});
