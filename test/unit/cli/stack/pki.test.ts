import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { normalizeSerial, readCrl } from "../../../../src/cli/pki-crl.ts";
import { CA_LIFETIME_MS, LEAF_LIFETIME_MS, newKey } from "../../../../src/cli/pki-issue.ts";
import { REVOKE_WAIT_MS } from "../../../../src/cli/pki-revoke.ts";
import { RENEW_BEFORE_MS } from "../../../../src/cli/pki-standing.ts";
import { holdingPki, PKI_WAIT_MS } from "../../../../src/cli/stack/pki.ts";
import { HOLDER_FOLDER } from "../../../../src/cli/stack/pki-owner.ts";
import { wantedFolders } from "../../../../src/cli/stack/pki-wanted.ts";
import { inventoryOf } from "./inventories.ts";
import { certificateAt, changed, isRoot, madeLab, now, pkiLab, SMALL, snapshot, steps } from "./pki-lab.ts";

/** Whoever shares the machine's disk makes each of a hundred writes slow. */
const SLOW = { timeout: 30_000 };

async function listed(dir: string): Promise<readonly string[]> {
  return readCrl(await readFile(join(dir, "ca/ca.crl"), "utf8")).map(({ serial }) => serial);
}

const without = (part: string, by = "") => {
  if (!SMALL.includes(part)) throw new Error(`no ${part}`);
  return SMALL.replace(part, by);
};

describe("the first run", SLOW, () => {
  it("makes what each holder needs, and nothing that it does not", async ({ expect }) => {
    const { dir, run } = await pkiLab();
    const { madeAuthority } = await run();
    const pair = (name: string) => [`${name}.crt`, `${name}.key`];
    const files = wantedFolders(inventoryOf(SMALL)).flatMap(({ path, pairs, request }) =>
      [
        "ca.crt",
        ...pairs.flatMap(({ kind }) => pair(kind)),
        ...(request ? ["edge.csr", "edge.key"] : []),
      ].map((file) => `${path}/${file}`),
    );
    const operators = ["alice", "Bob.Miller"].flatMap((name) =>
      [".crt", ".p12", ".p12.txt"].map((ending) => `operators/${name}${ending}`),
    );
    const authority = ["ca/ca.crl", "ca/ca.crt", "ca/ca.key"];
    expect(madeAuthority).toBe(true);
    expect(Object.keys(snapshot(dir)).sort()).toEqual([...files, ...operators, ...authority].sort());
    expect(files).toContain("gpu-box-01/nvidia-gpu/server.key");
    expect(files).not.toContain("nas/nvidia-gpu/server.key");
    expect(files).not.toContain("gpu-box-01/otelcol/server.crt");
    expect(files.filter((file) => file.endsWith("edge.csr"))).toEqual([
      "tower-1/prometheus/edge.csr",
      "tower-1/alertmanager/edge.csr",
    ]);
  });

  it("gives keys to nobody but their owner, and folders to their containers", async ({ expect }) => {
    const { dir, run } = await pkiLab();
    await run();
    for (const [path, value] of Object.entries(snapshot(dir))) {
      const isSecret = /\.(?:key|p12|p12\.txt)$/.test(path);
      expect([path, value.split(" ")[0]]).toEqual([path, isSecret ? "100600" : "100644"]);
    }
    for (const folder of ["ca", "operators"])
      expect((await stat(join(dir, folder))).mode & 0o777).toBe(0o700);
    for (const folder of [".", "tower-1", "tower-1/loki", "nas/otelcol"])
      expect((await stat(join(dir, folder))).mode & 0o777).toBe(HOLDER_FOLDER);
    expect(HOLDER_FOLDER & 0o005).toBe(0o005);
  });

  it.runIf(isRoot)("gives each key to the user of its container", async ({ expect }) => {
    const { dir, run } = await pkiLab();
    await run();
    for (const { path, uid, pairs } of wantedFolders(inventoryOf(SMALL)))
      for (const { kind } of pairs) expect((await stat(join(dir, path, `${kind}.key`))).uid).toBe(uid);
    expect((await stat(join(dir, "tower-1/alertmanager/edge.key"))).uid).toBe(65_534);
    expect((await stat(join(dir, "ca/ca.key"))).uid).toBe(0);
  });

  it("says what only root may do when it is not", async ({ expect }) => {
    const { run } = await pkiLab();
    const mine = process.getuid?.() ?? 0;
    const { owners } = await run(SMALL, now, false);
    const others = wantedFolders(inventoryOf(SMALL)).filter(({ uid }) => uid !== mine);
    const keys = others.flatMap(({ path, pairs, request }) => [
      ...pairs.map(({ kind }) => `${path}/${kind}.key`),
      ...(request ? [`${path}/edge.key`] : []),
    ]);
    expect(owners.map(({ path }) => path).sort()).toEqual(keys.sort());
    expect(keys.length).toBeGreaterThan(0);
  });

  it("goes on where one broke off", async ({ expect }) => {
    const { dir, run } = await madeLab();
    for (const file of ["tower-1/loki/server.crt", "nas/otelcol/client.key", "operators/alice.crt"])
      await rm(join(dir, file));
    expect(steps(await run())).toEqual([
      "tower-1/loki/server.crt is missing",
      "nas/otelcol/client.crt has no client.key beside it",
      "operators/alice.crt is missing",
    ]);
    expect(steps(await run())).toEqual([]);
  });

  it("leaves one authority and fitting pairs when two run at once", async ({ expect }) => {
    const { run } = await pkiLab();
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ madeAuthority }) => madeAuthority).sort()).toEqual([false, true]);
    expect(both.map(({ done }) => done.length === 0).sort()).toEqual([false, true]);
    expect(steps(await run())).toEqual([]);
  });
});

describe("another process that holds the certificates", SLOW, () => {
  it("is waited for, longer than a revocation would", async ({ expect }) => {
    const { dir, run } = await madeLab();
    let isDone = false;
    const first = holdingPki(dir, "wait", async () => {
      await new Promise((resolve) => setTimeout(resolve, REVOKE_WAIT_MS + 200));
      isDone = true;
    });
    const second = run();
    await Promise.all([first, second.then(() => expect(isDone).toBe(true))]);
    expect(PKI_WAIT_MS).toBeGreaterThan(10 * REVOKE_WAIT_MS);
  });
});

describe("a second run", SLOW, () => {
  it("does nothing and changes no byte, mode or owner", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const before = snapshot(dir);
    const outcome = await run(SMALL, now + 1_000);
    expect(outcome.done).toEqual([]);
    expect(outcome.madeAuthority).toBe(false);
    expect(snapshot(dir)).toEqual(before);
  });

  it("does nothing while more than a month is left, and then renews all but the authority", async ({
    expect,
  }) => {
    const { dir, run } = await madeLab();
    const before = snapshot(dir);
    const edge = now + LEAF_LIFETIME_MS - RENEW_BEFORE_MS;
    expect((await run(SMALL, edge - 1_000)).done).toEqual([]);
    const { done } = await run(SMALL, edge + 1_000);
    const pairs = Object.keys(before).filter((path) =>
      /(?:server|client)\.crt$|^operators.*\.crt$/.test(path),
    );
    expect(done.map(({ path }) => path).sort()).toEqual(pairs.sort());
    expect(new Set(done.map(({ reason }) => reason.split(" ")[0]))).toEqual(new Set(["ends"]));
    const after = snapshot(dir);
    for (const file of ["ca/ca.crt", "ca/ca.key", "ca/ca.crl", "tower-1/alertmanager/edge.key"])
      expect(after[file]).toBe(before[file]);
    // Still in use on other machines, perhaps: neither refused nor gone.
    expect(await listed(dir)).toEqual([]);
    expect(
      Object.keys(after).filter((path) => /^retired\/.*\/nas\/otelcol\/client\.(?:crt|key)$/.test(path)),
    ).toHaveLength(2);
  });

  it("does not renew for ever when the authority itself ends", async ({ expect }) => {
    const { dir, run } = await pkiLab(without("operators: [alice, Bob.Miller]\n"));
    await run();
    const late = now + CA_LIFETIME_MS - RENEW_BEFORE_MS / 2;
    await run(undefined, late);
    const ca = certificateAt(dir, "ca/ca.crt");
    expect(certificateAt(dir, "tower-1/loki/server.crt").validToDate).toEqual(ca.validToDate);
    expect((await run(undefined, late)).done).toEqual([]);
  });

  it("takes new certificates after a new authority, and keeps the old one's", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const key = await readFile(join(dir, "tower-1/alertmanager/edge.key"), "utf8");
    const old = certificateAt(dir, "tower-1/loki/server.crt").fingerprint256;
    await rm(join(dir, "ca"), { recursive: true });
    const { madeAuthority, done } = await run();
    expect(madeAuthority).toBe(true);
    expect(done.some(({ path }) => path === "tower-1/loki/server.crt")).toBe(true);
    expect(certificateAt(dir, "tower-1/loki/server.crt").fingerprint256).not.toBe(old);
    expect(await readFile(join(dir, "tower-1/loki/ca.crt"))).toEqual(await readFile(join(dir, "ca/ca.crt")));
    expect(await readFile(join(dir, "tower-1/alertmanager/edge.key"), "utf8")).toBe(key);
    expect((await run()).done).toEqual([]);
  });
});

describe("a changed inventory", SLOW, () => {
  const moved = without('"fd00::20"', '["fd00::21", 10.0.0.21]');

  it("renews what no longer names its host, and only that", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const before = snapshot(dir);
    expect(steps(await run(moved))).toEqual([
      "gpu-box-01/node-exporter/server.crt lacks fd00::21, 10.0.0.21",
      "gpu-box-01/cadvisor-tunnel/server.crt lacks fd00::21, 10.0.0.21",
      "gpu-box-01/nvidia-gpu/server.crt lacks fd00::21, 10.0.0.21",
    ]);
    const server = certificateAt(dir, "gpu-box-01/node-exporter/server.crt");
    expect([server.checkIP("fd00::21"), server.checkIP("fd00::20")]).toEqual(["fd00::21", undefined]);
    const touched = changed(before, snapshot(dir)).filter((path) => !path.startsWith("retired/"));
    expect(touched.every((path) => /^gpu-box-01\/[\w-]+\/server\.(?:crt|key)$/.test(path))).toBe(true);
    expect(touched).toHaveLength(6);
  });

  it("renews a certificate that names more than it should", async ({ expect }) => {
    const { run } = await pkiLab();
    await run(without("address: 10.0.0.30", 'address: [10.0.0.30, "fd00::30"]'));
    expect(steps(await run())).toEqual(["nas/node-exporter/server.crt still names ::1, fd00::30"]);
  });

  it("refuses and puts away what a host no longer runs", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const serial = normalizeSerial(certificateAt(dir, "gpu-box-01/nvidia-gpu/server.crt").serialNumber);
    const key = await readFile(join(dir, "gpu-box-01/nvidia-gpu/server.key"), "utf8");
    const { done } = await run(without("[docker, gpu]", "[docker]"));
    expect(done.map(({ kind, path }) => [kind, path])).toEqual([["retire", "gpu-box-01/nvidia-gpu"]]);
    expect(await listed(dir)).toEqual([serial]);
    const files = Object.entries(snapshot(dir)).filter(([path]) => path.includes("nvidia-gpu"));
    expect(files.map(([path]) => path.replace(/\d{8}T\d{6}Z/, "WHEN"))).toEqual([
      "retired/WHEN/gpu-box-01/nvidia-gpu/ca.crt",
      "retired/WHEN/gpu-box-01/nvidia-gpu/server.crt",
      "retired/WHEN/gpu-box-01/nvidia-gpu/server.key",
    ]);
    expect(files[2]?.[1]).toContain(key);
    expect((await run(without("[docker, gpu]", "[docker]"))).done).toEqual([]);
  });

  it("refuses and puts away a whole host, and its folder goes", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const gone = without("  - { name: nas, role: agent, address: 10.0.0.30 }\n");
    expect((await run(gone)).done.map(({ path }) => path)).toEqual(["nas/node-exporter", "nas/otelcol"]);
    expect(await listed(dir)).toHaveLength(2);
    await expect(stat(join(dir, "nas"))).rejects.toThrow("ENOENT");
    await run();
    expect(await listed(dir)).toHaveLength(2);
    expect((await run()).done).toEqual([]);
  });

  it("refuses and puts away an operator", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const serial = normalizeSerial(certificateAt(dir, "operators/Bob.Miller.crt").serialNumber);
    await run(without(", Bob.Miller"));
    expect(await listed(dir)).toEqual([serial]);
    const left = Object.keys(snapshot(dir)).filter((path) => path.includes("Bob"));
    expect(left.map((path) => path.replace(/\d{8}T\d{6}Z/, "WHEN"))).toEqual([
      "retired/WHEN/operators/Bob.Miller.crt",
      "retired/WHEN/operators/Bob.Miller.p12",
      "retired/WHEN/operators/Bob.Miller.p12.txt",
    ]);
  });

  it("refuses and puts away a pair that its holder no longer needs", async ({ expect }) => {
    const { dir, run } = await madeLab();
    for (const ending of ["crt", "key"]) {
      const from = join(dir, `tower-1/loki/client.${ending}`);
      await writeFile(join(dir, `tower-1/smartctl/client.${ending}`), await readFile(from), { mode: 0o600 });
    }
    expect((await run()).done.map(({ path }) => path)).toEqual(["tower-1/smartctl/client.crt"]);
    expect(await listed(dir)).toHaveLength(1);
  });

  it("leaves a folder alone in which nothing is ours", async ({ expect }) => {
    const { dir, run } = await madeLab();
    await mkdir(join(dir, "notes/mine"), { recursive: true });
    await writeFile(join(dir, "notes/mine/README"), "mine");
    expect((await run()).done).toEqual([]);
    expect(await readFile(join(dir, "notes/mine/README"), "utf8")).toBe("mine");
  });

  it("keeps the files of two runs of one second apart", async ({ expect }) => {
    const { dir, run } = await madeLab();
    await run(moved);
    await run();
    const kept = Object.keys(snapshot(dir)).filter((path) =>
      path.endsWith("gpu-box-01/nvidia-gpu/server.key"),
    );
    expect(kept).toHaveLength(3);
  });
});

describe("files that others touched", SLOW, () => {
  it("takes a key from those who may not read it", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const path = join(dir, "tower-1/alloy/server.key");
    await chmod(path, 0o644);
    expect(steps(await run())).toEqual([
      "tower-1/alloy/server.key has mode 0644, and others must not read it",
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("puts a pair of another authority away, key and all", async ({ expect }) => {
    const [mine, other] = [await madeLab(), await pkiLab()];
    await other.run();
    for (const ending of ["crt", "key"]) {
      const name = `tower-1/grafana-tunnel/server.${ending}`;
      await writeFile(join(mine.dir, name), await readFile(join(other.dir, name)));
    }
    const key = await readFile(join(other.dir, "tower-1/grafana-tunnel/server.key"), "latin1");
    expect(steps(await mine.run())).toEqual([
      "tower-1/grafana-tunnel/server.crt is of another authority than ca/ca.crt",
    ]);
    const kept = Object.entries(snapshot(mine.dir)).find(([path]) =>
      /retired.*grafana-tunnel.*key/.test(path),
    );
    expect(kept?.[1]).toContain(key);
  });

  it("makes a pair anew whose key is another's", async ({ expect }) => {
    const { dir, run } = await madeLab();
    await writeFile(join(dir, "tower-1/tempo/client.key"), await newKey());
    expect(steps(await run())).toEqual(["tower-1/tempo/client.crt is not of client.key"]);
  });

  it("does not make an operator's .p12 again that was taken away", async ({ expect }) => {
    const { dir, run } = await madeLab();
    for (const ending of ["p12", "p12.txt"]) await rm(join(dir, `operators/alice.${ending}`));
    expect((await run()).done).toEqual([]);
  });

  it("asks for the edge's certificate again with the same key", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const key = await readFile(join(dir, "tower-1/prometheus/edge.key"), "utf8");
    await rm(join(dir, "tower-1/prometheus/edge.csr"));
    expect(steps(await run())).toEqual(["tower-1/prometheus/edge.csr is missing"]);
    expect(await readFile(join(dir, "tower-1/prometheus/edge.key"), "utf8")).toBe(key);
  });

  it("never touches edge.crt, and says when it does not fit", async ({ expect }) => {
    const { dir, run } = await madeLab();
    const path = join(dir, "tower-1/alertmanager/edge.crt");
    await writeFile(path, await readFile(join(dir, "tower-1/loki/client.crt")));
    const before = snapshot(dir);
    const { done, edge } = await run();
    expect(done).toEqual([]);
    expect(edge.map(({ path: at, reason }) => `${at} ${reason}`)).toEqual([
      "tower-1/prometheus/edge.crt is missing",
      "tower-1/alertmanager/edge.crt is not of edge.key",
    ]);
    expect(snapshot(dir)).toEqual(before);
  });

  it.for(["ca/ca.crt", "ca/ca.crl"])("names %s when it is garbage", async (file, { expect }) => {
    const { dir, run } = await madeLab();
    await writeFile(join(dir, file), "garbage");
    await expect(run()).rejects.toThrow(`Cannot read ${join(dir, file)}: it is not a`);
  });
});
