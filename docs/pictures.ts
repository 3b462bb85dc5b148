// Draws the README's pictures: the messages that our renderers make, in the clients' look, and a runbook. `npm run pictures`
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_HTTP } from "../src/config/http.ts";
import { renderDiscord } from "../src/receiver/discord/render.ts";
import { renderSlack } from "../src/receiver/slack/render.ts";
import { runbookDocument } from "../src/ui/runbook-page.ts";
import { photographOf } from "./photograph.ts";
import { sample, sampleContext } from "./sample.ts";

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Slack's own escapes are HTML's, so only its links and code need turning. */
function mrkdwn(text: string): string {
  return text
    .replace(/<([^|>]+)\|([^>]*)>/g, '<a href="$1">$2</a>')
    .replace(/`([^`]*)`/g, "<code>$1</code>")
    .replaceAll("\n", "<br>");
}

function markdown(text: string): string {
  return escapeHtml(text)
    .replace(/\[([^\]]*)\]\(&lt;([^)]*)&gt;\)|\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2$4">$1$3</a>')
    .replace(/`+([^`]+)`+/g, "<code>$1</code>")
    .replace(/\\([^\w\s])/g, "$1")
    .replaceAll("\n", "<br>");
}

function slack(): string {
  const message = renderSlack(
    sample,
    { access: { kind: "app", url: "", token: { env: "" } }, http: DEFAULT_HTTP, update: true },
    sampleContext,
  );
  const text = (part: { type: string; text: string }) =>
    part.type === "mrkdwn" ? mrkdwn(part.text) : part.text.replaceAll("\n", "<br>");
  const block = (one: (typeof message.blocks)[number]) => {
    if (one.type === "context") return `<p class="context">${one.elements.map(text).join(" ")}</p>`;
    return one.type === "header" ? `<h3>${text(one.text)}</h3>` : `<p>${text(one.text)}</p>`;
  };
  const bars = message.attachments.map(
    ({ color, blocks }) =>
      `<div class="bar" style="border-color:${color}">${blocks.map(block).join("")}</div>`,
  );
  return `<b>Farwatch</b> <span class="app">APP</span> <time>4:04 AM</time>${message.blocks.map(block).join("")}${bars.join("")}`;
}

function discord(): string {
  const message = renderDiscord(sample, { webhookUrl: { env: "" }, http: DEFAULT_HTTP }, sampleContext);
  const embeds = message.embeds.map((embed) => {
    const color = `#${embed.color.toString(16).padStart(6, "0")}`;
    const fields = (embed.fields ?? []).map(
      ({ name, value }) => `<b>${escapeHtml(name)}</b><br>${markdown(value)}`,
    );
    return `<div class="bar" style="border-color:${color}"><p>${markdown(embed.description)}</p><p>${fields.join("")}</p><p class="context">${escapeHtml(embed.footer.text)}</p></div>`;
  });
  return `<b>Farwatch</b> <span class="app">APP</span> <time>Today at 04:04</time><p>${markdown(message.content)}</p>${embeds.join("")}`;
}

const STYLE = `body{margin:0;padding:16px;font:15px/1.46 Lato,"Helvetica Neue",Arial,sans-serif;width:WIDTHpx;box-sizing:border-box}
p{margin:6px 0}h3{margin:4px 0;font-size:18px}a{color:LINK;text-decoration:none}time{opacity:.6;font-size:12px}
code{font:12px Menlo,Consolas,monospace;padding:1px 4px;border-radius:3px;background:CODE}
.app{font-size:10px;padding:1px 3px;border-radius:3px;background:BADGE}.context{font-size:13px;opacity:.75}
.bar{border-left:4px solid;padding:4px 12px;margin:6px 0;border-radius:4px;background:CARD}`;

function draw(
  name: string,
  body: string,
  colours: Readonly<Record<string, string>>,
  width: number,
  height: number,
): void {
  const style = Object.entries(colours).reduce((css, [word, value]) => css.replaceAll(word, value), STYLE);
  const page = `<!doctype html><meta charset="utf-8"><style>${style.replaceAll("WIDTH", String(width))} body{background:${colours["PAGE"]};color:${colours["TEXT"]}}</style>${body}`;
  shoot(name, page, width, height);
}

/** A page as a browser shows it at first, in a window of that size. */
function shoot(name: string, page: string, width: number, height: number, ...more: readonly string[]): void {
  const out = join(import.meta.dirname, `${name}.png`);
  writeFileSync(out, photographOf(page, width, height, ["--force-device-scale-factor=2", ...more]));
  console.log(`drew ${out}`);
}

const light = {
  PAGE: "#fff",
  TEXT: "#1d1c1d",
  LINK: "#1264a3",
  CODE: "#f1f1f1",
  BADGE: "#ddd",
  CARD: "#fff",
};
const dark = {
  PAGE: "#313338",
  TEXT: "#dbdee1",
  LINK: "#00a8fc",
  CODE: "#1e1f22",
  BADGE: "#5865f2",
  CARD: "#2b2d31",
};
draw("slack", slack(), light, 640, 396);
draw("discord", discord(), dark, 640, 428);

const shown = "HostDown";
const main = readFileSync(join(import.meta.dirname, `../runbooks/pages/${shown}.html`), "utf8");
shoot("runbook", runbookDocument(shown, main), 390, 844, "--blink-settings=preferredColorScheme=0");
