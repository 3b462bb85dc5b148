import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { normalizeSerial, readCrl } from "../../../../src/cli/pki-crl.ts";
import { LEAF_LIFETIME_MS } from "../../../../src/cli/pki-issue.ts";
import { revokeStack } from "../../../../src/cli/stack/pki-revoke.ts";
import { certificateAt, madeLab, now, SMALL, templatePki } from "./pki-lab.ts";

const listed = async (dir: string) =>
  readCrl(await readFile(join(dir, "ca/ca.crl"), "utf8")).map(({ serial }) => serial);

const serial = (dir: string, path: string) => normalizeSerial(certificateAt(dir, path).serialNumber);

beforeAll(() => templatePki(), 60_000);

describe("revokeStack", { timeout: 30_000 }, () => {
  it("lists both certificates of a holder, and nobody else's", async ({ expect }) => {
    const { dir } = await madeLab();
    const { changed, endsAt } = await revokeStack(dir, "tower-1/loki", now);
    expect(changed).toBe(true);
    expect(Math.abs(endsAt - now - LEAF_LIFETIME_MS)).toBeLessThan(1_000);
    const pair = ["server", "client"].map((kind) => serial(dir, `tower-1/loki/${kind}.crt`));
    expect(await listed(dir)).toEqual(pair);
    expect((await revokeStack(dir, "tower-1/loki", now)).changed).toBe(false);
  });

  it("lists those too that a renewal took out of use, for they have not ended", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const old = serial(dir, "nas/node-exporter/server.crt");
    await run(SMALL.replace("address: 10.0.0.30", "address: 10.0.0.31"));
    expect(await listed(dir)).toEqual([]);
    await revokeStack(dir, "nas/node-exporter", now);
    expect((await listed(dir)).toSorted()).toEqual(
      [old, serial(dir, "nas/node-exporter/server.crt")].toSorted(),
    );
  });

  it("lists an operator's", async ({ expect }) => {
    const { dir } = await madeLab();
    await revokeStack(dir, "operators/Bob.Miller", now);
    expect(await listed(dir)).toEqual([serial(dir, "operators/Bob.Miller.crt")]);
  });

  it("keeps every one of several at once", async ({ expect }) => {
    const { dir } = await madeLab();
    await Promise.all(
      ["nas/otelcol", "operators/alice", "tower-1/grafana"].map((name) => revokeStack(dir, name, now)),
    );
    expect(await listed(dir)).toHaveLength(3);
  });

  it.for(["", "nas", "ca", "ca/ca", "operators", "nas/../ca", "retired/x"])(
    "refuses %j, and says what there is",
    async (target, { expect }) => {
      const { dir } = await madeLab();
      await expect(revokeStack(dir, target, now)).rejects.toThrow(
        `Cannot revoke "${target}": ${dir} has no such certificate; there are gpu-box-01/cadvisor-tunnel, gpu-box-01/node-exporter`,
      );
      expect(await listed(dir)).toEqual([]);
    },
  );

  it("cannot without the authority", async ({ expect }) => {
    const { dir } = await madeLab();
    await rm(join(dir, "ca/ca.key"));
    await expect(revokeStack(dir, "nas/otelcol", now)).rejects.toThrow(
      `there is no ${join(dir, "ca/ca.key")}`,
    );
    await rm(join(dir, "ca/ca.crt"));
    await expect(revokeStack(dir, "nas/otelcol", now)).rejects.toThrow(
      `there is no ${join(dir, "ca/ca.crt")}`,
    );
  });
});
