import { createHash } from "node:crypto";
import { Html, html } from "./html.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** Nothing is loaded and nothing runs but the two parts of the document itself; the icon stands in it too. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${sourceOf(STYLE)}`,
  `script-src ${sourceOf(SCRIPT)}`,
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Without an icon of its own a browser asks for /favicon.ico, which would be logged as a denied caller. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%230550ae'/%3E%3Ccircle cx='8' cy='8' r='3' fill='%23fff'/%3E%3C/svg%3E";

/** The way back, on every page but the index itself. */
const BACK = html`<nav class="bar" aria-label="Runbooks"><a href="/runbooks">← All runbooks</a></nav>
`;

/** A whole page around its main part. */
export function documentOf(title: string, main: Html, before: Html = BACK): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${before}<main id="content" tabindex="-1">
${main}
</main>
<footer>Served by Farwatch from outside Bastion, whether that runs or not.</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text;
}

function sourceOf(inline: string): string {
  return `'sha256-${createHash("sha256").update(inline).digest("base64")}'`;
}
