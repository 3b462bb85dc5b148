import * as z from "zod";
import { err, ok, type Result } from "../alert/result.ts";
import { text } from "./field.ts";

/** Significant digits of a share: 99.9 divided by 100 is 0.9990000000000001 without them. */
const DIGITS = 12;

/** Reads `99.9%` or `0.999` to a share between 0 and 1; neither of these two, because 1 leaves no error budget to count. */
export function parseSlo(written: string): Result<number, string> {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(written) ?? [];
  const share = percent === "%" ? Number((Number(number) / 100).toPrecision(DIGITS)) : Number(number);
  if (share > 0 && share < 1) return ok(share);
  return err(
    `expected a percentage such as 99.9% or a fraction such as 0.999, got ${JSON.stringify(written)}`,
  );
}

/** An `slo` field, read to a share. */
export const sloSchema = text.transform((written, context) => {
  const slo = parseSlo(written);
  if (slo.ok) return slo.value;
  context.addIssue({ code: "custom", message: slo.error });
  return z.NEVER;
});
