import { describe, expect, it } from "vitest";
import { parsePostable } from "../../src/alert/postable.ts";
import { mergeSpans, type Span } from "../../src/alert/span.ts";
import { timestampOf } from "../../src/alert/timestamp.ts";
import { readTable } from "./table.ts";

const NOW = Date.UTC(2026, 0, 1);

interface Relative {
  readonly startsAtRel: number;
  readonly endsAtRel: number;
  readonly timeout: boolean;
}

interface Post {
  readonly name: string;
  readonly body: string;
  readonly status: number;
  readonly code?: number;
  readonly message?: string;
}

const merges = readTable<{ cases: { a: Relative; b: Relative; result: Relative }[] }>("alert-merge").cases;
const posts = readTable<{ cases: Post[] }>("post-alerts").cases;

function span({ startsAtRel, endsAtRel, timeout }: Relative): Span {
  return {
    startsAt: timestampOf(NOW + startsAtRel * 1_000),
    endsAt: timestampOf(NOW + endsAtRel * 1_000),
    isTimeout: timeout,
  };
}

describe("two posts of one alert merge as in types_test.go TestAlertMerge", () => {
  it.for(merges.entries().toArray())("case %i", ([, { a, b, result }]) => {
    expect(mergeSpans(span(a), span(b), NOW)).toEqual(span(result));
  });
});

describe("POST /api/v2/alerts is taken or refused as Alertmanager 0.33.1 did", () => {
  it.for(posts)("$status for $name", ({ body, code, message }) => {
    const parsed = parsePostable(body, () => undefined, NOW);
    expect(parsed.ok ? undefined : parsed.error.code).toBe(code);
    const refused = parsed.ok ? parsed.value.refused.map((one) => one.message) : [];
    expect(refused).toEqual(message === undefined ? [] : [message]);
  });
});
