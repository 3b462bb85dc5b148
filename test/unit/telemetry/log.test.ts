import { describe, it, vi } from "vitest";
import {
  createLog,
  describeError,
  joined,
  type LogFields,
  type LogLevel,
  MAX_LOG_VALUE_CHARS,
} from "../../../src/telemetry/log.ts";

function logged(level: LogLevel, msg: string, fields?: LogFields, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  createLog({ secrets, write: (_level, line) => lines.push(line), now: () => 1_764_000_000_000 })(
    level,
    msg,
    fields,
  );
  if (lines.length !== 1) throw new Error(`${lines.length} lines were written`);
  return lines.join("\n");
}

describe("createLog", () => {
  it("writes one JSON line that begins with time, level and message", ({ expect }) => {
    expect(logged("info", "group notified", { receiver: "chat", alerts: 3 })).toBe(
      '{"ts":"2025-11-24T16:00:00.000Z","level":"info","msg":"group notified","receiver":"chat","alerts":3}',
    );
  });

  it("does not let a field take the place of time, level or message", ({ expect }) => {
    const line = JSON.parse(logged("warn", "m", { ts: "x", level: "y", msg: "z", more: 1 }));
    expect(line).toEqual({ ts: "2025-11-24T16:00:00.000Z", level: "warn", msg: "m", more: 1 });
  });

  it("keeps a line break inside its line", ({ expect }) => {
    expect(logged("info", "m", { text: "a\nb" })).not.toContain("\n");
  });

  const hidden: { name: string; fields: LogFields }[] = [
    { name: "a field", fields: { answer: "token s3cr3t-value was refused" } },
    { name: "a nested field", fields: { a: [{ b: "s3cr3t-value" }] } },
    { name: "an error", fields: { error: new Error("s3cr3t-value") } },
    { name: "a cause", fields: { error: new Error("outer", { cause: new Error("s3cr3t-value") }) } },
  ];
  it.for(hidden)("masks a secret in $name", ({ fields }, { expect }) => {
    const line = logged("error", "m", fields, ["s3cr3t-value"]);
    expect(line).not.toContain("s3cr3t-value");
    expect(line).toContain("***");
  });

  it("masks before it cuts, so that no half of a secret stays", ({ expect }) => {
    const text = `${"x".repeat(MAX_LOG_VALUE_CHARS - 4)}s3cr3t-value`;
    expect(logged("info", "m", { text }, ["s3cr3t-value"])).not.toContain("s3cr");
  });

  it("cuts a value over MAX_LOG_VALUE_CHARS with a mark", ({ expect }) => {
    const { text, whole } = JSON.parse(
      logged("info", "m", {
        text: "x".repeat(MAX_LOG_VALUE_CHARS + 1),
        whole: "x".repeat(MAX_LOG_VALUE_CHARS),
      }),
    );
    expect(text).toBe(`${"x".repeat(MAX_LOG_VALUE_CHARS)}…`);
    expect(whole).toBe("x".repeat(MAX_LOG_VALUE_CHARS));
  });

  it("does not fail on a bigint", ({ expect }) => {
    expect(JSON.parse(logged("info", "m", { big: 2n ** 64n })).big).toBe("18446744073709551616");
  });

  it.for(["info", "warn", "error"] as const)(
    "writes %s to the console of its own level",
    (level, { expect }) => {
      const method = level === "info" ? "log" : level;
      const spy = vi.spyOn(console, method).mockImplementation(() => {});
      createLog({ secrets: [] })(level, "m");
      expect(spy).toHaveBeenCalledOnce();
      spy.mockRestore();
    },
  );
});

describe("joined", () => {
  function written() {
    const calls: string[] = [];
    return { calls, write: joined((level, line) => calls.push(`${level}: ${line}`)) };
  }

  it("writes the lines of one turn as one text, in their order", async ({ expect }) => {
    const { calls, write } = written();
    for (const line of ["a", "b", "c"]) write("info", line);
    expect(calls).toEqual([]);
    await Promise.resolve();
    expect(calls).toEqual(["info: a\nb\nc"]);
    write("info", "d");
    await Promise.resolve();
    expect(calls).toEqual(["info: a\nb\nc", "info: d"]);
  });

  it("keeps the order where one is an error, which goes out at once", async ({ expect }) => {
    const { calls, write } = written();
    write("info", "a");
    write("error", "b");
    expect(calls).toEqual(["info: a", "error: b"]);
    write("info", "c");
    await Promise.resolve();
    expect(calls).toEqual(["info: a", "error: b", "info: c"]);
  });
});

describe("describeError", () => {
  it("tells the error and its causes, outermost first", ({ expect }) => {
    const error = new Error("send failed", { cause: new TypeError("fetch failed", { cause: "reset" }) });
    expect(describeError(error)).toBe(
      "Error: send failed; caused by TypeError: fetch failed; caused by reset",
    );
  });

  it("ends at a cause that leads back", ({ expect }) => {
    const error = new Error("loop");
    error.cause = error;
    expect(describeError(error).match(/loop/g)).toHaveLength(5);
  });
});
