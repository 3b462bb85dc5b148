import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../../../src/alert/utf8.ts";
import { visibleLength } from "../../../../src/receiver/telegram/escape.ts";
import {
  MAX_ALERT_LABELS,
  MAX_ALERT_TEXT,
  MAX_ALERTS,
  MAX_DESCRIPTION,
  MAX_HTML_BYTES,
  MAX_LABELS,
  MAX_LINKS,
  MAX_TEXT,
  MAX_TITLE,
  renderTelegram,
} from "../../../../src/receiver/telegram/render.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, huge, notification, onInstance, samples } from "../samples.ts";

const render = (group: Parameters<typeof renderTelegram>[0]) => renderTelegram(group, {}, context);
const textOf = (...alerts: Parameters<typeof notification>[0]) => render(notification(alerts)).text;

function expectWithinLimits(text: string): void {
  expect(visibleLength(text)).toBeLessThanOrEqual(MAX_TEXT);
  expect(visibleLength(text)).toBeGreaterThan(0);
  expect(utf8Length(text)).toBeLessThanOrEqual(MAX_HTML_BYTES);
}

const OURS =
  /<b>|<\/b>|<code>[^<>]*<\/code>|<a href="https?:\/\/[^"<>\s]+">(?:Runbook|Source)<\/a>|&(?:amp|lt|gt|quot);/g;

describe("renderTelegram", () => {
  it.for(samples)("shows $name", ({ notification: group }) => {
    expect(render(group)).toMatchSnapshot();
  });

  it("keeps the limits of Telegram, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group).text)));
    expectWithinLimits(render(huge).text);
  });

  it("lets no text of an alert become a tag, an entity or a mention", () => {
    fc.assert(
      fc.property(anyNotification, (group) => {
        const rest = render(group).text.replace(OURS, "");
        expect(rest).not.toMatch(/[<>&"]/);
        expect(rest).not.toMatch(/(?<![a-z0-9_])@[a-z0-9_]/i);
        expect(rest).not.toMatch(/\u202e/);
        expect(rest.isWellFormed()).toBe(true);
      }),
    );
  });

  it.for([
    ["critical", "firing", "🔴"],
    ["", "firing", "🔴"],
    ["warning", "firing", "🟡"],
    ["info", "firing", "🔵"],
    ["critical", "unknown", "⚪"],
    ["warning", "resolved", "🟢"],
  ] as const)("begins a %s group that is %s with %s", ([severity, status, sign]) => {
    expect(textOf(alert({ status, labels: { alertname: "A", severity } }))).toMatch(
      new RegExp(`^${sign} <b>`),
    );
  });

  it("rings for a repeat alone", () => {
    expect(render(notification([alert()])).rings).toBe(false);
    expect(render(notification([alert()], { reason: "repeat interval elapsed" })).rings).toBe(true);
  });
});

describe("renderTelegram cuts", () => {
  it(`the title at ${MAX_TITLE} and the description at ${MAX_DESCRIPTION}, never half an entity`, () => {
    const text = textOf(alert({ annotations: { summary: "&".repeat(500), description: "<".repeat(4_000) } }));
    const [title = "", description = ""] = text.split("\n\n");
    expect(title).toMatch(/^🔴 <b>\[FIRING:1\] critical HighLatency: (&amp;)+…<\/b>$/);
    expect(title.length).toBeLessThanOrEqual(MAX_TITLE + "🔴 <b></b>".length);
    expect(description).toMatch(/^(&lt;)+…$/);
    expect(description.length).toBeGreaterThan(MAX_DESCRIPTION - 5);
    expect(description.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
  });

  const many = (value: string) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, value.repeat(60)]));

  it(`labels at ${MAX_LABELS}, and at ${MAX_ALERT_LABELS} in a line, whole ones only`, () => {
    const shared =
      textOf(alert({ labels: many("v") }))
        .split("\n\n")
        .at(-2) ?? "";
    expect(shared).toMatch(/^(<code>label_\d+=v{60}<\/code> )+\+\d+ more$/);
    expect(shared.length).toBeLessThanOrEqual(MAX_LABELS);
    const line = textOf(alert({ labels: many("v") }), alert({ labels: many("w") }))
      .split("\n")
      .find((one) => one.startsWith("• "));
    expect(line?.indexOf(" · firing")).toBeLessThanOrEqual(MAX_ALERT_LABELS + "• ".length);
  });

  it(`an alert's own text at ${MAX_ALERT_TEXT}`, () => {
    const own = onInstance("a", { annotations: { description: "d".repeat(MAX_ALERT_TEXT + 1) } });
    expect(textOf(own, onInstance("b"))).toMatch(new RegExp(`\nd{${MAX_ALERT_TEXT - 1}}…\n`));
  });

  it(`the source where it and the runbook take more than ${MAX_LINKS}`, () => {
    const long = (path: string) => `https://a.example/${path}?${"&".repeat(1_970)}`;
    const text = textOf(alert({ annotations: { runbook: long("r") }, generatorURL: long("s") }));
    expect(text).toContain(">Runbook</a>");
    expect(text).not.toContain(">Source</a>");
  });

  it(`the list after ${MAX_ALERTS} alerts, and counts the others`, () => {
    const text = textOf(...Array.from({ length: MAX_ALERTS + 3 }, (_, i) => onInstance(`i${i}`)));
    expect(text.match(/<code>instance=/g)).toHaveLength(MAX_ALERTS);
    expect(text).toContain("\n+3 more\n");
  });

  it.for([
    ["what a person may see is full", { annotations: { summary: "s".repeat(299) } }],
    ["the links fill what Telegram reads", { generatorURL: `https://a.example/?${"&".repeat(900)}` }],
  ] as const)("the list where %s", ([_, more]) => {
    const alerts = Array.from({ length: MAX_ALERTS }, (_, i) =>
      onInstance(`i${i}`, {
        ...more,
        ...("generatorURL" in more ? { generatorURL: `${more.generatorURL}${i}` } : {}),
        ...("annotations" in more ? { annotations: { ...more.annotations, description: `${i}` } } : {}),
        labels: { alertname: "A", instance: `i${i}`, ...many(String(i % 10)) },
      }),
    );
    const text = textOf(...alerts);
    const shown = text.match(/^• /gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(MAX_ALERTS);
    expect(text).toContain(`\n+${MAX_ALERTS - shown} more\n`);
    expectWithinLimits(text);
  });
});
