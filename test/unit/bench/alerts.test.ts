import { describe, expect, it } from "vitest";
import { alertOf, BATCH, chunks, Resends } from "../../../bench/alerts.ts";

const NOW = Date.UTC(2026, 10, 23);

function batch(count: number, size: number): Resends {
  return new Resends(
    Array.from({ length: count }, (_, index) => alertOf(`host-${index}`)),
    size,
  );
}

interface Posted {
  readonly labels: { readonly instance: string };
  readonly startsAt: string;
  readonly endsAt: string;
}

describe("alerts that are sent again", () => {
  it("come in bodies of a size, the last one shorter", () => {
    const bodies = batch(130, BATCH);
    const sizes = Array.from({ length: bodies.count }, () => JSON.parse(bodies.next(NOW)).length);
    expect(sizes).toEqual([64, 64, 2]);
  });

  it("begin again after the last, with the start of before and another end", () => {
    const bodies = batch(2, 1);
    const [first, second, again] = [NOW, NOW + 1, NOW + 2].map(
      (now): Posted => JSON.parse(bodies.next(now))[0],
    );
    expect([first?.labels.instance, second?.labels.instance]).toEqual(["host-0", "host-1"]);
    expect(again?.labels).toEqual(first?.labels);
    expect(again?.startsAt).toBe(first?.startsAt);
    expect(again?.endsAt).not.toBe(first?.endsAt);
  });

  it("end four minutes ahead, as Prometheus has it", () => {
    const [posted]: Posted[] = JSON.parse(batch(1, 1).next(NOW));
    expect(posted?.endsAt).toBe(new Date(NOW + 240_000).toISOString());
  });

  it("keep an end that they name", () => {
    const ended = { ...alertOf("host"), endsAt: "2026-11-23T00:00:00.000Z" };
    const [posted]: Posted[] = JSON.parse(new Resends([ended], 1).next(NOW));
    expect(posted?.endsAt).toBe(ended.endsAt);
  });

  it("cannot be none", () => {
    expect(() => new Resends([], 1).next(NOW)).toThrow("there are none");
  });
});

it("chunks loses nothing", () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([], 2)).toEqual([]);
});
