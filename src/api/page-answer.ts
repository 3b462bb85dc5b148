import { createHash } from "node:crypto";
import { CONTENT_SECURITY_POLICY } from "../ui/document.ts";
import type { ApiContext } from "./context.ts";

/** How long a browser may show a public page without asking: a deploy is seen within it. */
export const PAGE_MAX_AGE_S = 60;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** A page for a browser, which keeps it only where anybody may read it. */
export function pageAnswer(c: ApiContext, status: number, page: string): Response {
  if (c.var.config.edge.runbooks === "identified") {
    return new Response(page, { status, headers: { ...HEADERS, "Cache-Control": "private, no-store" } });
  }
  // Weak, because Cloudflare compresses on the way and then takes a strong one for another page.
  const tag = `W/"${createHash("sha256").update(page).digest("base64url").slice(0, 22)}"`;
  const headers = { ...HEADERS, "Cache-Control": `public, max-age=${PAGE_MAX_AGE_S}`, ETag: tag };
  if (status === 200 && isKnown(c.req.header("If-None-Match"), tag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(page, { status, headers });
}

/** Whether the browser holds this page already (RFC 9110, weak comparison). */
function isKnown(header: string | undefined, tag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^W\//, "");
  return header?.split(",").some((held) => held.trim() === "*" || bare(held) === bare(tag)) === true;
}
