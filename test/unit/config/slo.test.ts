import { expect, test } from "vitest";
import { parseSlo } from "../../../src/config/slo.ts";

test.each([
  ["99.9%", 0.999],
  ["99%", 0.99],
  ["99.99%", 0.9999],
  ["0.5%", 0.005],
  ["0.999", 0.999],
  ["0.5", 0.5],
])("%s is the share %d", (written, share) => {
  expect(parseSlo(written)).toEqual({ ok: true, value: share });
});

test.each(["100%", "1", "0", "0%", "99.9", "-1%", "1e-3", "99,9%", ".9", "99.9 %", ""])(
  "%j is none",
  (written) => {
    expect(parseSlo(written)).toEqual({
      ok: false,
      error: `expected a percentage such as 99.9% or a fraction such as 0.999, got ${JSON.stringify(written)}`,
    });
  },
);
