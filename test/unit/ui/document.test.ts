import { createHash } from "node:crypto";
import { describe, it } from "vitest";
import { CONTENT_SECURITY_POLICY, documentOf } from "../../../src/ui/document.ts";
import { html, NOTHING } from "../../../src/ui/html.ts";
import { outlineOf } from "./outline.ts";

const page = documentOf("A & B <c>", html`<h1>A</h1>`);

function inline(element: "style" | "script"): string {
  return new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? "";
}

describe("documentOf", () => {
  it("is a whole document in its language, for a phone", ({ expect }) => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toContain("<title>A &amp; B &lt;c&gt;</title>");
    expect(outlineOf(page).faults).toEqual([]);
  });

  it("has its landmarks, and a way past them", ({ expect }) => {
    const { elements, ids } = outlineOf(page);
    expect(elements.filter((name) => /^(?:nav|main|footer)$/.test(name))).toEqual(["nav", "main", "footer"]);
    expect(elements.indexOf("a")).toBeLessThan(elements.indexOf("nav"));
    expect(page).toContain('<a class="skip" href="#content">');
    expect(ids).toContain("content");
  });

  it("leads back to the index, but where it is told to lead elsewhere", ({ expect }) => {
    expect(page).toContain('href="/runbooks"');
    expect(documentOf("A", NOTHING, NOTHING)).not.toContain('href="/runbooks"');
  });
});

describe("the content security policy", () => {
  it("allows nothing but what the document holds", ({ expect }) => {
    const allowed = CONTENT_SECURITY_POLICY.split("; ").map((rule) => rule.replace(/'sha256-[^']+'/, "hash"));
    expect(allowed).toEqual([
      "default-src 'none'",
      "style-src hash",
      "script-src hash",
      "img-src data:",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it.for(["style", "script"] as const)("knows the %s by its hash", (element, { expect }) => {
    const hash = createHash("sha256").update(inline(element)).digest("base64");
    expect(CONTENT_SECURITY_POLICY).toContain(`${element}-src 'sha256-${hash}'`);
    expect(page.match(new RegExp(`<${element}`, "g"))).toHaveLength(1);
  });

  it("is not broken by the document: nothing inline beside them, nothing from elsewhere", ({ expect }) => {
    const tags =
      page
        .replace(inline("style"), "")
        .replace(inline("script"), "")
        .match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => /\sstyle=|\son\w+=|\ssrc=|="(?:https?:)?\/\//.test(tag))).toEqual([]);
  });
});
