import { describe, it } from "vitest";
import { type ProbeReport, reportKey } from "../../../src/watch/report.ts";
import { certificate, NOON } from "./probe-samples.ts";

const HOUR_MS = 3_600_000;

const report: ProbeReport = {
  probe: "site",
  region: "weur",
  state: "up",
  since: NOON,
  reason: "",
  lastRunAt: NOON,
  durationMs: 20,
  certificate: certificate(),
};

describe("reportKey", () => {
  const news = [
    { name: "another state", more: { state: "down" } },
    { name: "the same state anew", more: { since: NOON + 1 } },
    {
      name: "a certificate that ends on another day",
      more: { certificate: certificate({ earliestExpiryAt: NOON + 24 * HOUR_MS }) },
    },
    { name: "another issuer", more: { certificate: certificate({ issuer: "CN=R4" }) } },
    { name: "other names", more: { certificate: certificate({ names: ["example.net"] }) } },
    { name: "a chain that ends elsewhere", more: { certificate: certificate({ trusted: false }) } },
  ] as const;

  it.for(news)("$name is news", ({ more }, { expect }) => {
    expect(reportKey({ ...report, ...more })).not.toBe(reportKey(report));
  });

  const noNews = [
    { name: "when it ran, and how long", more: { lastRunAt: NOON + 60_000, durationMs: 999 } },
    { name: "the wording of the reason", more: { reason: "after 31 ms" } },
    {
      name: "another hour of the same day",
      more: { certificate: certificate({ earliestExpiryAt: NOON + HOUR_MS }) },
    },
  ] as const;

  it.for(noNews)("$name is not", ({ more }, { expect }) => {
    expect(reportKey({ ...report, ...more })).toBe(reportKey(report));
  });
});
