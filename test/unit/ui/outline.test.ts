import { describe, it } from "vitest";
import { outlineOf } from "./outline.ts";

const page = (body: string) => `<!doctype html>\n<html lang="en"><style>a>b{}</style>${body}</html>`;

describe("outlineOf", () => {
  it("reads a whole page", ({ expect }) => {
    expect(outlineOf(page('<p id="a">x<br>y</p>'))).toEqual({
      elements: ["html", "style", "p", "br"],
      ids: ["a"],
      faults: [],
    });
  });

  const bad = [
    ["an element that stays open", "<p>x"],
    ["elements that overlap", "<b><i>x</b></i>"],
    ["an id twice", '<p id="a">x</p><p id="a">y</p>'],
    ["a bare angle", "1 < 2"],
    ["a value without its quote", '<p id="a>x</p>'],
  ] as const;
  it.for(bad)("finds %s", ([, body], { expect }) => {
    expect(outlineOf(page(body)).faults).not.toEqual([]);
  });

  it("finds that it is no document", ({ expect }) => {
    expect(outlineOf("<p>x</p>").faults).toEqual(["no document"]);
  });
});
