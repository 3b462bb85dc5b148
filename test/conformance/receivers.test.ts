import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/receiver/outcome.ts";
import { truncateBytes, truncateRunes } from "../../src/receiver/truncate.ts";
import { quoteMeta } from "../../src/receiver/webhook/render.ts";
import { readTable } from "./table.ts";

const { truncate } = readTable<{ truncate: { fn: string; in: string; n: number; out: string }[] }>(
  "truncate",
);
const quoting = readTable<{ receiver: string; payloadReceiver: string }[]>("receiver-quoting");
const retries = readTable<{ cases: { status: number; retryCodes: number[] | null; retry: boolean }[] }>(
  "retrier",
).cases;

describe("texts are cut as in util_test.go TestTruncateInRunes and TestTruncateInBytes", () => {
  it.for(truncate)("$fn of $in to $n", ({ fn, in: text, n, out }) => {
    const cut = fn.endsWith("Runes") ? truncateRunes : truncateBytes;
    expect(cut(text, n)).toBe(out);
  });
});

describe("a receiver's name stands in payloads as regexp.QuoteMeta writes it", () => {
  it.for(quoting)("$receiver", ({ receiver, payloadReceiver }) => {
    expect(quoteMeta(receiver)).toBe(payloadReceiver);
  });
});

describe("an answer is tried again as in util_test.go TestRetrierCheck", () => {
  it.for(retries)("$status, also to retry: $retryCodes", ({ status, retry }) => {
    const outcome = outcomeOf({ status, headers: new Headers(), body: "", receivedAt: 0 });
    expect(outcome.ok).toBe(status < 300);
    expect(!outcome.ok && outcome.recoverable).toBe(retry);
  });
});
