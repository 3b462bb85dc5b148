import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DiscordMessage,
  MAX_ALERT_TEXT,
  MAX_ALERTS,
  MAX_CONTENT,
  MAX_EMBED_DESCRIPTION,
  MAX_EMBED_TOTAL,
  MAX_FIELD_VALUE,
  MAX_LABELS,
  MAX_LINKS,
  MAX_PROSE,
  MAX_TITLE,
  renderDiscord,
} from "../../../../src/receiver/discord/render.ts";
import type { DiscordSettings } from "../../../../src/receiver/discord/settings.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, huge, notification, onInstance, samples } from "../samples.ts";

const settings: DiscordSettings = {
  webhookUrl: { value: "https://discord.com/api/webhooks/1/x" },
  http: { headers: [], followRedirects: true },
};
const render = (group: Parameters<typeof renderDiscord>[0]) => renderDiscord(group, settings, context);
const descriptionOf = (message: DiscordMessage) => message.embeds[0]?.description ?? "";
const labelsOf = (message: DiscordMessage) => message.embeds[0]?.fields?.[0]?.value ?? "";
const lengthOf = (message: DiscordMessage) =>
  message.embeds
    .flatMap(({ description, fields = [], footer }) => [
      description,
      footer.text,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .join("").length;

function expectWithinLimits(message: DiscordMessage): void {
  expect(message.content.length).toBeLessThanOrEqual(Math.min(MAX_TITLE, MAX_CONTENT));
  expect(message.content).not.toBe("");
  expect(descriptionOf(message).length).toBeLessThanOrEqual(MAX_EMBED_DESCRIPTION);
  expect(labelsOf(message).length).toBeLessThanOrEqual(MAX_FIELD_VALUE);
  expect(lengthOf(message)).toBeLessThanOrEqual(MAX_EMBED_TOTAL);
}

const ESCAPED = /\\[^a-z0-9\s]/.source;
const CODE = /`[^`\n]+`/.source;
const LINK = /\[(?:Runbook|Source)\]\(https?:\/\/[^()[\]<>@\s]+\)/.source;
const BARE_URL = /https?:\/\/[^\s\\`*|<>[\]()]+/.source;
const OURS = new RegExp([ESCAPED, CODE, LINK, BARE_URL].join("|"), "gi");

/** What is left without our own markup, taken out from left to right as Discord reads it. */
function residueOf(markdown: string): string {
  return markdown.replace(OURS, "x");
}

describe("renderDiscord", () => {
  it.for(samples)("shows $name", ({ notification }) => {
    expect(render(notification)).toMatchSnapshot();
  });

  it("keeps the limits of Discord, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group))));
    expectWithinLimits(render(huge));
  });

  it("lets no text of an alert become a mention, a link, code or emphasis", () => {
    fc.assert(
      fc.property(anyNotification, (group) => {
        const message = render(group);
        expect(message.allowed_mentions).toEqual({ parse: [] });
        for (const text of [message.content, descriptionOf(message), labelsOf(message)]) {
          expect(text).not.toMatch(/@(everyone|here)/i);
          const rest = residueOf(text);
          expect(rest).not.toMatch(/[`*<]|\|\||~~|\]\(|^\s*([#>-]|\+ )/m);
          expect(rest).not.toMatch(/(?<![a-z0-9])_|_(?![a-z0-9])/i);
        }
      }),
    );
  });
});

describe("renderDiscord cuts", () => {
  it(`the title at ${MAX_TITLE}, and then tells the summary in full`, () => {
    const message = render(notification([alert({ annotations: { summary: "s".repeat(400) } })]));
    expect(message.content).toMatch(/…$/);
    expect(message.content.length).toBe(MAX_TITLE);
    expect(descriptionOf(message)).toMatch(/^s{400}\n/);
  });

  it(`a description at ${MAX_PROSE}`, () => {
    const message = render(
      notification([alert({ annotations: { description: "d".repeat(MAX_PROSE + 1) } })]),
    );
    expect(descriptionOf(message)).toMatch(new RegExp(`^d{${MAX_PROSE - 1}}…\n`));
  });

  it(`an alert's own text at ${MAX_ALERT_TEXT}`, () => {
    const own = onInstance("a", { annotations: { description: "d".repeat(MAX_ALERT_TEXT + 1) } });
    expect(descriptionOf(render(notification([own, onInstance("b")])))).toMatch(
      new RegExp(`\nd{${MAX_ALERT_TEXT - 1}}…\n`),
    );
  });

  it(`labels at ${MAX_LABELS} in a line and ${MAX_FIELD_VALUE} in the field, whole ones only`, () => {
    const many = (value: string) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, value.repeat(60)]));
    expect(labelsOf(render(notification([alert({ labels: many("v") })])))).toMatch(
      /^(`label_\d+=v{60}` )+\+\d+ more$/,
    );
    const differing = render(notification([alert({ labels: many("v") }), alert({ labels: many("w") })]));
    const line =
      descriptionOf(differing)
        .split("\n")
        .find((text) => text.startsWith("• ")) ?? "";
    expect(line).toMatch(/^• (`label_\d+=v{60}` )+\+\d+ more · firing/);
    expect(line.indexOf(" · firing")).toBeLessThanOrEqual(MAX_LABELS + "• ".length);
  });

  it(`the source where it and the runbook take more than ${MAX_LINKS}`, () => {
    const long = (path: string) => `https://a.example/${path.repeat(MAX_LINKS / 2)}`;
    const message = render(
      notification([alert({ annotations: { runbook: long("r") }, generatorURL: long("s") })]),
    );
    expect(descriptionOf(message)).toMatch(/^\[Runbook\]\(https:\/\/a.example\/r+\)\n/);
    expect(descriptionOf(message)).not.toContain("[Source]");
  });

  it(`the list after ${MAX_ALERTS} alerts, and counts the others`, () => {
    const alerts = Array.from({ length: MAX_ALERTS + 3 }, (_, i) => onInstance(`i${i}`));
    const text = descriptionOf(render(notification(alerts)));
    expect(text.match(/instance=/g)).toHaveLength(MAX_ALERTS);
    expect(text).toMatch(/\n\+3 more$/);
  });

  it(`the list where ${MAX_EMBED_DESCRIPTION} characters are full`, () => {
    const alerts = Array.from({ length: MAX_ALERTS }, (_, i) =>
      onInstance(`i${i}`, { generatorURL: `https://a.example/${i}?${"q".repeat(900)}` }),
    );
    const text = descriptionOf(render(notification(alerts)));
    const shown = text.match(/instance=/g)?.length ?? 0;
    expect(shown).toBeLessThan(MAX_ALERTS);
    expect(text.endsWith(`\n+${MAX_ALERTS - shown} more`)).toBe(true);
  });
});
