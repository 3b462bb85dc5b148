import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../../src/alert/utf8.ts";
import { contentOf } from "../../../src/receiver/message.ts";
import { pushText, runesOf } from "../../../src/receiver/push-text.ts";
import { textForm, textFormWithin } from "../../../src/receiver/text-form.ts";
import { anyNotification } from "./arbitrary.ts";
import { alert, context, huge, notification, onInstance, samples } from "./samples.ts";

const limits = { title: 250, text: 1_024, lengthOf: runesOf };
const contentFor = (alerts: Parameters<typeof notification>[0]) => contentOf(notification(alerts), context);

describe("textFormWithin", () => {
  it.for(samples)("says $name as textForm does where there is room", ({ notification: group }) => {
    const content = contentOf(group, context);
    expect(textFormWithin(content, 100_000, runesOf)).toBe(textForm(content));
  });

  it("leaves out whole alerts and counts them", () => {
    const content = contentFor(Array.from({ length: 20 }, (_, i) => onInstance(`web-${i}`)));
    const text = textFormWithin(content, 900, runesOf);
    const shown = text.match(/^- instance=/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(text).toContain(`\n+${20 - shown} more\n`);
    // One more would not have fitted.
    const whole = textFormWithin(content, 100_000, runesOf);
    const line = whole.split("\n").find((one) => one.startsWith("- instance=")) ?? "";
    expect(runesOf(text) + line.length).toBeGreaterThan(900);
  });

  it("keeps its limit in whatever it is counted", () => {
    const content = contentOf(huge, context);
    for (const limit of [1, 3, 50, 500, 5_000]) {
      expect(runesOf(textFormWithin(content, limit, runesOf))).toBeLessThanOrEqual(limit);
      expect(utf8Length(textFormWithin(content, limit, utf8Length))).toBeLessThanOrEqual(limit);
    }
  });
});

describe("pushText", () => {
  it("holds neither title nor links, which have places of their own", () => {
    const text = pushText(contentFor([alert()]), limits);
    expect(text).toBe(`99 % of requests took longer than 1 s for 5 minutes.

- firing since 2026-11-22 03:04:05 +01:00 (10m)

Labels: cluster=home, instance=web-1, job=api`);
  });

  it("begins with a title that is cut elsewhere", () => {
    const summary = "s".repeat(400);
    expect(pushText(contentFor([alert({ annotations: { summary } })]), limits)).toMatch(
      /^\[FIRING:1\] critical HighLatency: s{400}\n\n- firing/,
    );
  });

  it("leaves room for alerts beside a long description and many labels", () => {
    const labels = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`label_${i}`, "v".repeat(50)]));
    const one = (instance: string) =>
      alert({ labels: { ...labels, instance }, annotations: { description: "d".repeat(4_000) } });
    const text = pushText(contentFor([one("a"), one("b")]), limits);
    expect(text).toMatch(/^d{511}…\n\n- instance=a: firing .*\n- instance=b: firing/);
    expect(text).toMatch(/Labels: label_0=v+, .*\+\d+ more$/);
  });

  it("is never empty, and never longer than its limit", () => {
    fc.assert(
      fc.property(anyNotification, fc.integer({ min: 20, max: 2_000 }), (group, text) => {
        const pushed = pushText(contentOf(group, context), { ...limits, text });
        expect(pushed).not.toBe("");
        expect(runesOf(pushed)).toBeLessThanOrEqual(text);
      }),
    );
  });
});
