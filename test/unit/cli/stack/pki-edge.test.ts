import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { ensurePki } from "../../../../src/cli/pki.ts";
import { LEAF_LIFETIME_MS, newKey } from "../../../../src/cli/pki-issue.ts";
import { signRequest } from "../../../../src/cli/pki-sign.ts";
import { RENEW_BEFORE_MS } from "../../../../src/cli/pki-standing.ts";
import { edgeFault, requestFault } from "../../../../src/cli/stack/pki-edge.ts";
import { wantedFolders } from "../../../../src/cli/stack/pki-wanted.ts";
import { scratch } from "../scratch.ts";
import { inventoryOf } from "./inventories.ts";
import { isRoot, madeLab, now, SMALL, templatePki } from "./pki-lab.ts";

const [prometheus] = wantedFolders(inventoryOf(SMALL));
if (prometheus?.path !== "tower-1/prometheus") throw new Error("another order");

/** The self-hosted edge's authority signs the request of the stack. */
async function signedLab() {
  const lab = await madeLab();
  const folder = join(lab.dir, "tower-1/prometheus");
  const state = join(await scratch(), "pki");
  await ensurePki(state, ["localhost"], now);
  const { certificate } = await signRequest(state, join(folder, "edge.csr"), now);
  const crt = join(folder, "edge.crt");
  await writeFile(crt, certificate);
  const fault = async (at = now) => {
    const found = await edgeFault(lab.dir, prometheus ?? never(), at);
    return found === undefined ? undefined : `${found.path} ${found.reason}; ${found.todo}`;
  };
  return { ...lab, folder, crt, fault };
}

function never(): never {
  throw new Error("no such folder");
}

beforeAll(() => templatePki(), 60_000);

describe("edgeFault", () => {
  const sign = "have edge.csr beside it signed by the edge's authority";

  it("has nothing to say of one that fits", async ({ expect }) => {
    const { fault } = await signedLab();
    expect(await fault()).toBeUndefined();
    expect(await fault(now + LEAF_LIFETIME_MS - RENEW_BEFORE_MS - 60_000)).toBeUndefined();
  });

  it("says when it ends", async ({ expect }) => {
    const { fault } = await signedLab();
    const day = new Date(now + LEAF_LIFETIME_MS).toISOString().slice(0, 10);
    expect(await fault(now + LEAF_LIFETIME_MS - RENEW_BEFORE_MS + 60_000)).toBe(
      `tower-1/prometheus/edge.crt ends ${day}; ${sign}`,
    );
    expect(await fault(now + LEAF_LIFETIME_MS + 60_000)).toBe(
      `tower-1/prometheus/edge.crt ended ${day}; ${sign}`,
    );
  });

  it("says when it is not of our key", async ({ expect }) => {
    const { fault, folder } = await signedLab();
    await writeFile(join(folder, "edge.key"), await newKey());
    expect(await fault()).toBe(`tower-1/prometheus/edge.crt is not of edge.key; ${sign}`);
  });

  it.for(["", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])(
    "says so of %j",
    async (text, { expect }) => {
      const { fault, crt } = await signedLab();
      await writeFile(crt, text);
      expect(await fault()).toBe(`tower-1/prometheus/edge.crt is not a certificate in PEM; ${sign}`);
    },
  );

  it("takes a file that brings its chain, the own certificate first", async ({ expect }) => {
    const { fault, crt, dir } = await signedLab();
    await writeFile(crt, (await readFile(crt, "utf8")) + (await readFile(join(dir, "ca/ca.crt"), "utf8")));
    expect(await fault()).toBeUndefined();
  });

  it.runIf(isRoot)("says when its container cannot read it", async ({ expect }) => {
    const { fault, crt } = await signedLab();
    await chmod(crt, 0o600);
    expect(await fault()).toBe(
      `tower-1/prometheus/edge.crt belongs to uid 0 with mode 0600: its container, uid 65534, cannot read it; chmod 0644 ${crt}`,
    );
  });
});

describe("requestFault", () => {
  it("knows the key that asks", async ({ expect }) => {
    const { dir } = await madeLab();
    const folder = join(dir, "tower-1/alertmanager");
    expect(await requestFault(folder)).toBeUndefined();
    await writeFile(join(folder, "edge.csr"), await readFile(join(dir, "tower-1/prometheus/edge.csr")));
    expect(await requestFault(folder)).toBe("is not of the edge.key beside it");
    await writeFile(join(folder, "edge.csr"), "garbage");
    expect(await requestFault(folder)).toBe("is not of the edge.key beside it");
  });
});
