import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { CA_LIFETIME_MS, LEAF_LIFETIME_MS } from "../../../../src/cli/pki-issue.ts";
import { pkiFindings } from "../../../../src/cli/stack/pki-findings.ts";
import { inventoryOf } from "./inventories.ts";
import { madeLab, now, pkiLab, SMALL, snapshot, templatePki } from "./pki-lab.ts";

const edge = ["prometheus", "alertmanager"].map(
  (name) => `pki/tower-1/${name}/edge.crt is missing; have edge.csr beside it signed by the edge's authority`,
);

const findings = (dir: string, text = SMALL, at = now) => pkiFindings(inventoryOf(text), join(dir, ".."), at);

beforeAll(() => templatePki(), 60_000);

describe("pkiFindings", { timeout: 30_000 }, () => {
  it("is one before the first run, and what the operator must do after it", async ({ expect }) => {
    expect(await findings((await pkiLab()).dir)).toEqual(["pki/ca/ca.crt is missing"]);
    expect(await findings((await madeLab()).dir)).toEqual(edge);
  });

  it("names what is missing, unfit or open to others, and changes nothing", async ({ expect }) => {
    const { dir } = await madeLab();
    await rm(join(dir, "tower-1/traefik/ca.crt"));
    await rm(join(dir, "tower-1/grafana/client.crt"));
    await writeFile(join(dir, "nas/otelcol/client.key"), "garbage");
    await chmod(join(dir, "tower-1/alloy/client.key"), 0o644);
    const before = snapshot(dir);
    expect(await findings(dir)).toEqual([
      "pki/tower-1/grafana/client.crt is missing",
      "pki/tower-1/alloy/client.key has mode 0644, and others must not read it",
      "pki/tower-1/traefik/ca.crt is missing",
      "pki/nas/otelcol/client.crt is not of client.key",
      ...edge,
    ]);
    expect(snapshot(dir)).toEqual(before);
  });

  it("names what the inventory has changed since", async ({ expect }) => {
    const { dir } = await madeLab();
    const text = SMALL.replace("[docker, gpu]", "[docker]")
      .replace("alice, ", "")
      .replace("10.0.0.30", "10.0.0.31");
    expect(await findings(dir, text)).toEqual([
      "pki/gpu-box-01/nvidia-gpu is not in the inventory any more",
      "pki/operators/alice is not in the inventory any more",
      "pki/nas/node-exporter/server.crt lacks 10.0.0.31",
      ...edge,
    ]);
  });

  it("names every certificate that ends within the month", async ({ expect }) => {
    const { dir } = await madeLab();
    const found = await findings(dir, SMALL, now + LEAF_LIFETIME_MS - 1_000);
    const files = Object.keys(snapshot(dir)).filter((path) =>
      /(?:server|client)\.crt$|^operators\/.*crt$/.test(path),
    );
    expect(found.filter((line) => line.includes(" ends "))).toHaveLength(files.length);
  });

  it("says how to get a new authority before the old one ends", async ({ expect }) => {
    const { dir } = await madeLab();
    const [first] = await findings(dir, SMALL, now + CA_LIFETIME_MS - 1_000);
    const day = new Date(now + CA_LIFETIME_MS).toISOString().slice(0, 10);
    expect(first).toBe(`pki/ca/ca.crt ends ${day}; move pki/ca away, and run \`farwatch stack up\``);
  });
});
