import { describe, it } from "vitest";
import { Html, html, NOTHING } from "../../../src/ui/html.ts";

describe("html", () => {
  const cases = [
    ["text", html`<p>${"<b> & </b>"}</p>`, "<p>&lt;b&gt; &amp; &lt;/b&gt;</p>"],
    ["an attribute", html`<a title="${'"><i>'}">`, '<a title="&quot;&gt;&lt;i&gt;">'],
    ["a number", html`<b>${0}</b>`, "<b>0</b>"],
    ["a part of its own", html`<p>${html`<b>${"&"}</b>`}</p>`, "<p><b>&amp;</b></p>"],
    [
      "a list",
      html`<ul>${[html`<li>${"<"}</li>`, html`<li>b</li>`]}</ul>`,
      "<ul><li>&lt;</li><li>b</li></ul>",
    ],
    ["what is HTML already", html`<p>${new Html("<i>x</i>")}</p>`, "<p><i>x</i></p>"],
    ["what is left out", html`<p>${NOTHING}</p>`, "<p></p>"],
    ["backslashes as written", html`<p>\n</p>`, "<p>\n</p>"],
  ] as const;

  it.for(cases)("takes %s", ([, made, want], { expect }) => {
    expect(made.text).toBe(want);
  });
});
