import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parse } from "yaml";
import { mountsOf } from "../../../../src/cli/stack/mounts.ts";
import { wantedFolders, wantedOperators } from "../../../../src/cli/stack/pki-wanted.ts";
import { inventoryOf, OTHER, ROOT } from "./inventories.ts";
import { SMALL } from "./pki-lab.ts";

const folder = (path: string, text = SMALL) =>
  wantedFolders(inventoryOf(text)).find((found) => found.path === path);

describe("wantedFolders", () => {
  it("asks for a server that is known by every name under which it is dialled", ({ expect }) => {
    expect(folder("tower-1/loki")?.pairs[0]).toEqual({
      kind: "server",
      leaf: {
        name: "loki",
        usage: "serverAuth",
        hosts: expect.arrayContaining([
          "loki",
          "loki.home.example.net",
          "tower-1",
          "tower-1.home.example.net",
          "localhost",
          "127.0.0.1",
          "::1",
          "fd00::10",
          "10.0.0.10",
        ]),
      },
    });
  });

  it("gives each host's forwarder a name of its own, under one common name", ({ expect }) => {
    const leaves = ["gpu-box-01", "nas"].map((host) => folder(`${host}/otelcol`)?.pairs[0]?.leaf);
    expect(leaves).toEqual(
      ["gpu-box-01", "nas"].map((host) => ({
        name: "otel-forwarder",
        usage: "clientAuth",
        hosts: [`otel-forwarder.${host}.home.example.net`],
      })),
    );
  });

  it("asks the edge for Bastion's Alertmanager and Prometheus alone", ({ expect }) => {
    for (const text of [SMALL, OTHER]) {
      const asking = wantedFolders(inventoryOf(text)).filter(({ request }) => request !== undefined);
      const { name } = inventoryOf(text).bastion;
      expect(asking.map(({ path }) => path).sort()).toEqual([`${name}/alertmanager`, `${name}/prometheus`]);
    }
  });

  it("makes people known by their unit", ({ expect }) => {
    expect(wantedOperators(inventoryOf(SMALL))).toEqual([
      {
        name: "alice",
        leaf: { name: "alice", usage: "clientAuth", hosts: ["alice.home.example.net"], unit: "operators" },
      },
      {
        name: "Bob.Miller",
        leaf: {
          name: "Bob.Miller",
          usage: "clientAuth",
          hosts: ["bob.miller.home.example.net"],
          unit: "operators",
        },
      },
    ]);
  });
});

describe("the shipped Compose files", () => {
  const files = [
    { file: "compose.yaml", host: "tower-1", profiles: [] },
    { file: "agent.compose.yaml", host: "gpu-box-01", profiles: ["docker", "gpu"] },
  ];

  it.for(files)(
    "of $file give each key to a container that runs as its owner",
    ({ file, host, profiles }, { expect }) => {
      const text = readFileSync(join(ROOT, "compose", file), "utf8");
      const env = new Map([["HOST_NAME", host]]);
      // Its shape is held against the schema elsewhere; a user that is not text fails below.
      const { services } = parse(text, { merge: true }) as { services: Record<string, { user?: string }> };
      const mounted = mountsOf(file, text, env, profiles).filter(({ path }) =>
        path.startsWith(`pki/${host}/`),
      );
      const folders = wantedFolders(inventoryOf(SMALL)).filter(({ path }) => path.startsWith(`${host}/`));
      for (const { service, path } of mounted) {
        const uid = folders.find((found) => `pki/${found.path}` === path)?.uid;
        expect([service, services[service]?.user?.split(":")[0]]).toEqual([service, String(uid)]);
      }
      expect([...new Set(mounted.map(({ path }) => path))].sort()).toEqual(
        folders.map(({ path }) => `pki/${path}`).sort(),
      );
    },
  );
});
