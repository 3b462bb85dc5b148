import { describe, expect, it } from "vitest";
import { decide, type GroupContent } from "../../src/notify/decide.ts";
import { EMPTY_ENTRY, type LogEntry } from "../../src/notify/notification-log.ts";
import { readTable } from "./table.ts";

const NOW = 1_000_000_000;

interface Row {
  /** What was told last: the alerts, and how long ago; null is Go's zero time. */
  readonly entry?: {
    readonly ageSeconds: number | null;
    readonly firing: number[] | null;
    readonly resolved: number[] | null;
  };
  readonly firing: number[];
  readonly resolved: number[];
  readonly notify: boolean;
  readonly reason: string;
  readonly repeatSeconds: number;
  readonly sendResolved: boolean;
}

const { cases } = readTable<{ cases: Row[] }>("dedup");

const texts = (list: number[] | null) => (list ?? []).map(String);

function entryOf({ entry }: Row): LogEntry | undefined {
  if (entry === undefined) return undefined;
  const { ageSeconds, firing, resolved } = entry;
  const at = ageSeconds === null ? 0 : NOW - ageSeconds * 1000;
  return { ...EMPTY_ENTRY, firing: texts(firing), resolved: texts(resolved), at };
}

function contentOf({ firing, resolved }: Row): GroupContent {
  const known = { firing: texts(firing), resolved: texts(resolved), unknown: [] };
  return { ...known, muted: false, isRenewed: () => true };
}

describe("what is told, and why, is as in dedup_stage_test.go TestDedupStageNeedsUpdate", () => {
  it.for(cases)("firing $firing, resolved $resolved after $entry: $reason", (row) => {
    const { sendResolved, repeatSeconds } = row;
    const options = { sendResolved, repeatIntervalMs: repeatSeconds * 1000, now: NOW };
    const decision = decide(contentOf(row), entryOf(row), undefined, options);
    // Upstream clears its log by an empty notification where resolves are not wanted; ours forgets without one.
    const clearsOnly = row.reason === "all alerts resolved" && !sendResolved;
    expect(decision.notify).toBe(row.notify && !clearsOnly);
    if (decision.notify) expect(decision.reason).toBe(row.reason);
  });
});
