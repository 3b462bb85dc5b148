import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "vitest";
import { outdated } from "../../../../src/cli/stack/outdated.ts";
import { scratch } from "../scratch.ts";

const START = Date.UTC(2027, 0, 1);

async function folder(files: Readonly<Record<string, number>>) {
  const dir = await scratch();
  for (const [path, seconds] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), "");
    const at = new Date(START + seconds * 1_000);
    await utimes(join(dir, path), at, at);
  }
  return dir;
}

const mounts = [
  { service: "loki", path: "loki" },
  { service: "prometheus", path: "rendered/b/prometheus" },
  { service: "prometheus", path: "client.yml" },
  { service: "tempo", path: "tempo.yaml" },
  { service: "grafana", path: "nowhere" },
];
const started = new Map(["loki", "prometheus", "grafana"].map((service) => [service, START]));

describe("outdated", () => {
  it.for<[string, Readonly<Record<string, number>>, readonly string[]]>([
    ["nothing is newer", { "loki/loki.yaml": -1, "client.yml": -1 }, []],
    ["a file was written at the very start", { "loki/loki.yaml": 0 }, []],
    ["a file deep in a folder is newer", { "loki/rules/fake/a.yaml": 1 }, ["loki"]],
    ["a file alone is newer", { "client.yml": 1 }, ["prometheus"]],
    [
      "several are, of one service",
      { "client.yml": 1, "rendered/b/prometheus/rules/a.yaml": 2 },
      ["prometheus"],
    ],
    ["two services are behind", { "loki/a": 1, "client.yml": 1 }, ["loki", "prometheus"]],
    ["one that does not run is behind", { "tempo.yaml": 1 }, []],
    ["nobody mounts what is newer", { "other/file": 1 }, []],
  ])("when %s", async ([, files, want], { expect }) => {
    expect(await outdated(await folder(files), mounts, started)).toEqual(want);
  });
});
