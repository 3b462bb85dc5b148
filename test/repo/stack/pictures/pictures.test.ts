import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { readBoard } from "../../../../compose/grafana/pictures/board-file.ts";
import { PAGE_WIDTH, pageHeight } from "../../../../compose/grafana/pictures/layout.ts";
import { sizeOf } from "../../../../compose/grafana/pictures/png.ts";
import { localLinks } from "../../readme.ts";
import { root, textOf } from "../../source.ts";
import { built } from "../boards.ts";

/** A guide shows one beside the other, on a phone too. */
const MAX_BYTES = 300_000;

const folder = "compose/grafana/pictures";
const names = [...built.keys()];

describe.for(names)("the picture of %s", (name) => {
  const png = readFileSync(join(root, folder, `${name}.png`));

  it("shows all of its board: npm run pictures:boards", ({ expect }) => {
    const height = pageHeight(readBoard(name).panels);
    expect(sizeOf(png)).toEqual({ width: PAGE_WIDTH, height });
  });

  it("is small", ({ expect }) => {
    expect(png.length).toBeLessThan(MAX_BYTES);
    expect(png.length).toBeGreaterThan(10_000);
  });

  it("is linked from the page of Grafana and from the guide", ({ expect }) => {
    const path = `${folder}/${name}.png`;
    expect(localLinks(textOf("compose/grafana/README.md"), "compose/grafana")).toContain(path);
    expect(localLinks(textOf("compose/guides/first-five-minutes.md"), "compose/guides")).toContain(path);
  });
});

it("there is no picture of a board that is gone", ({ expect }) => {
  const pictures = readdirSync(join(root, folder)).filter((name) => name.endsWith(".png"));
  expect(pictures.toSorted()).toEqual(names.map((name) => `${name}.png`).toSorted());
});
