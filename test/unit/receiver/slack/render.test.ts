import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_BLOCKS,
  MAX_HEADER_TEXT,
  MAX_SECTION_TEXT,
  type SlackText,
} from "../../../../src/receiver/slack/blocks.ts";
import {
  MAX_ALERT_LINE,
  MAX_ALERT_TEXT,
  MAX_ALERTS,
  MAX_DESCRIPTION,
  MAX_FALLBACK_TEXT,
  MAX_LABELS,
  MAX_LINKS,
  MAX_MESSAGE_JSON,
  renderSlack,
  type SlackMessage,
} from "../../../../src/receiver/slack/render.ts";
import type { SlackSettings } from "../../../../src/receiver/slack/settings.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, HOSTILE, huge, notification, onInstance, samples } from "../samples.ts";

const settings: SlackSettings = {
  access: { kind: "url", url: { value: "https://hooks.slack.com/x" } },
  http: { headers: [], followRedirects: true },
  update: true,
};
const render = (group: Parameters<typeof renderSlack>[0]) => renderSlack(group, settings, context);
const blocksOf = ({ blocks, attachments }: SlackMessage) => [
  ...blocks,
  ...attachments.flatMap((one) => one.blocks),
];
const textsOf = (message: SlackMessage): readonly SlackText[] =>
  blocksOf(message).flatMap((block) => ("text" in block ? [block.text] : block.elements));

function expectWithinLimits(message: SlackMessage): void {
  expect(JSON.stringify(message).length).toBeLessThanOrEqual(MAX_MESSAGE_JSON);
  expect(message.text.length).toBeLessThanOrEqual(MAX_FALLBACK_TEXT);
  expect(blocksOf(message).length).toBeLessThanOrEqual(MAX_BLOCKS);
  for (const block of blocksOf(message)) {
    const limit = block.type === "header" ? MAX_HEADER_TEXT : MAX_SECTION_TEXT;
    for (const { text } of "text" in block ? [block.text] : block.elements) {
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.trim()).not.toBe("");
    }
  }
}

/** Takes from our markup what it may hold: links of http(s) and inline code. What is left must hold no sign. */
function residueOf(mrkdwn: string): string {
  return mrkdwn.replace(/`[^`\n]+`/g, "").replace(/<https?:\/\/[^<>|\s]+\|(?:Runbook|Source)>/g, "");
}

describe("renderSlack", () => {
  it.for(samples)("shows $name", ({ notification }) => {
    expect(render(notification)).toMatchSnapshot();
  });

  it("keeps the limits of Slack and of its own, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group))));
    expectWithinLimits(render(huge));
  });

  it("lets no text of an alert become a mention, a link, code or emphasis", () => {
    fc.assert(
      fc.property(anyNotification, (group) => {
        const message = render(group);
        for (const { type, text } of [{ type: "plain_text", text: message.text }, ...textsOf(message)]) {
          const rest = type === "mrkdwn" ? residueOf(text) : text;
          expect(rest).not.toMatch(/[<>]/);
          expect(rest.replace(/&(amp|lt|gt);/g, "")).not.toContain("&");
          if (type === "mrkdwn") expect(rest).not.toMatch(/[`*_~]/);
        }
      }),
    );
  });
});

describe("renderSlack cuts", () => {
  it("the header, and then tells the summary in full", () => {
    const message = render(notification([alert({ annotations: { summary: "s".repeat(400) } })]));
    expect(message.blocks).toMatchObject([{ type: "header", text: { text: expect.stringMatching(/…$/) } }]);
    expect(textsOf(message)[1]?.text).toBe("s".repeat(400));
  });

  it(`a description at ${MAX_DESCRIPTION}`, () => {
    const message = render(
      notification([alert({ annotations: { description: "d".repeat(MAX_DESCRIPTION + 1) } })]),
    );
    expect(textsOf(message)[1]?.text).toBe(`${"d".repeat(MAX_DESCRIPTION - 1)}…`);
  });

  it(`an alert's own text at ${MAX_ALERT_TEXT}`, () => {
    const own = onInstance("a", { annotations: { description: "d".repeat(MAX_ALERT_TEXT + 1) } });
    const texts = textsOf(render(notification([own, onInstance("b")]))).map(({ text }) => text);
    expect(texts).toContain(`${"d".repeat(MAX_ALERT_TEXT - 1)}…`);
  });

  it(`labels at ${MAX_LABELS}, whole ones only, and counts the others`, () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, "v".repeat(60)]));
    const shared = textsOf(render(notification([alert({ labels })]))).at(-1)?.text ?? "";
    expect(shared).toMatch(/^(`label_\d+=v{60}` )+\+\d+ more · first notification$/);
    expect(shared.length).toBeLessThanOrEqual(MAX_LABELS + " · first notification".length);
  });

  it(`the source of an alert whose line would be longer than ${MAX_ALERT_LINE}`, () => {
    const long = (name: string) => `https://a.example/${name.repeat(1_500)}`;
    const one = onInstance("a", { annotations: { runbook: long("r") }, generatorURL: long("s") });
    const line = textsOf(render(notification([one, onInstance("b")]))).find(({ text }) =>
      text.includes("instance=a"),
    );
    expect(line?.text).toMatch(/^`instance=a` · firing since [^<]+ · <https:\/\/a.example\/r+\|Runbook>$/);
    expect(line?.text.length).toBeLessThanOrEqual(MAX_ALERT_LINE);
  });

  it(`the source where it and the runbook take more than ${MAX_LINKS}`, () => {
    const long = (path: string) => `https://a.example/${path.repeat(MAX_LINKS / 2)}`;
    const message = render(
      notification([alert({ annotations: { runbook: long("r") }, generatorURL: long("s") })]),
    );
    const links = textsOf(message).filter(({ text }) => text.startsWith("<https://a.example/"));
    expect(links.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^<https:\/\/a.example\/r+\|Runbook>$/),
    ]);
  });

  it(`the list after ${MAX_ALERTS} alerts, and counts the others`, () => {
    const alerts = Array.from({ length: MAX_ALERTS + 3 }, (_, i) => onInstance(`i${i}`));
    const texts = textsOf(render(notification(alerts))).map(({ text }) => text);
    expect(texts.filter((text) => text.includes("instance="))).toHaveLength(MAX_ALERTS);
    expect(texts).toContain("+3 more");
  });

  it(`the list where ${MAX_MESSAGE_JSON} characters are full`, () => {
    const alerts = Array.from({ length: MAX_ALERTS }, (_, i) =>
      onInstance(`i${i}`, { generatorURL: `https://a.example/${i}?${"q".repeat(1_900)}` }),
    );
    const texts = textsOf(render(notification(alerts))).map(({ text }) => text);
    const shown = texts.filter((text) => text.includes("instance=")).length;
    expect(shown).toBeLessThan(MAX_ALERTS);
    expect(texts).toContain(`+${MAX_ALERTS - shown} more`);
  });
});

it("a hostile name rings nobody and stays readable", () => {
  const { text } = render(notification([alert({ labels: { alertname: HOSTILE }, annotations: {} })]));
  expect(text).toContain("@everyone &lt;!channel&gt; &lt;@U123&gt;");
});
