import { join } from "node:path";
import { describe, it } from "vitest";
import { readInventory } from "../../../src/cli/stack/inventory.ts";
import { endpoints } from "../../../src/cli/stack/wiring.ts";
import { codeIn, tableRows } from "../architecture.ts";
import { filesIn, root, textOf } from "../source.ts";

const ports = textOf("compose/guides/ports.md");
const inventory = readInventory(join(root, "compose/inventory.yaml"));

/** The ports of the rows below a heading, up to the next one. */
function portsUnder(heading: string): number[] {
  const [, section = ""] = ports.split(`## ${heading}\n`);
  const rows = tableRows(section.split("\n## ")[0] ?? "");
  return rows.flatMap(([first = ""]) => first.split(", ").map(Number)).sort((a, b) => a - b);
}

describe("the guide to ports", () => {
  it.for([
    ["Bastion", "bastion"],
    ["A remote host", "monster"],
  ] as const)("%s: names ssh and each published port, and no other", ([heading, host], { expect }) => {
    const published = endpoints(inventory).flatMap((one) =>
      one.host === host && one.published !== undefined ? [one.published.port] : [],
    );
    expect(published.length).toBeGreaterThan(4);
    expect(portsUnder(heading)).toEqual([22, ...new Set(published)].toSorted((a, b) => a - b));
  });

  it("says of which ports that they are on loopback alone", ({ expect }) => {
    const rows = tableRows(ports).filter(([, from]) => from === "`127.0.0.1`");
    const told = rows.flatMap(([first = ""]) => first.split(", ").map(Number));
    const published = endpoints(inventory).flatMap((one) => one.published ?? []);
    const loopback = published.filter(({ address }) => address === "127.0.0.1").map(({ port }) => port);
    expect(told.toSorted()).toEqual([...new Set(loopback)].toSorted());
  });
});

it("what the guide to the drill says that it says, it can say", ({ expect }) => {
  const sources = [...filesIn("src/cli/drill", ".ts"), ...filesIn("src/cli", ".ts")]
    .map(({ text }) => text)
    .join();
  const [, table = ""] = textOf("compose/guides/drill.md").split("## What can go wrong\n");
  const said = tableRows(table).map(([first = ""]) => codeIn(first)[0] ?? "");
  expect(said.length).toBeGreaterThan(8);
  // Between what differs each time.
  const parts = said.map((text) => text.split(/\.\.\.|\bID\b|\bALERT\b|\bNAME\b|\d+m?\b|pager\/|[:`]/));
  const words = parts.map((all) => all.map((part) => part.trim()).filter((part) => / /.test(part)));
  const lost = words.filter((all) => all.length === 0 || !all.every((part) => sources.includes(part)));
  expect(lost).toEqual([]);
});
