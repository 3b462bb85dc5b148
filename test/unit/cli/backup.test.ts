import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, onTestFinished } from "vitest";
import { DATABASE_WAIT_MS } from "../../../src/cli/backup-state.ts";
import { acquireLock } from "../../../src/cli/lock.ts";
import { SCHEMA_VERSION } from "../../../src/router/schema.ts";
import { run } from "./run.ts";
import { scratch } from "./scratch.ts";
import { alertsIn, PROBER_FILE, ROUTER_FILE, stateFolder } from "./state-folder.ts";

async function backedUp(dir: string, state: string): Promise<string> {
  const out = join(dir, "backup.tar.gz");
  const { code, stderr } = await run("backup", "--state", state, "--out", out);
  if (code !== 0) throw new Error(stderr);
  return out;
}

function listing(archive: string): string[] {
  const lines = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.replace(/^\.\//, "")).filter((line) => !/^$|\/$/.test(line));
}

/** An archive that somebody else made. */
function archiveOf(folder: string, out: string): string {
  execFileSync("tar", ["-czf", out, "-C", folder, "."]);
  return out;
}

describe("farwatch backup", () => {
  it("holds databases, keys and token, and nothing that a start makes anew", async ({ expect }) => {
    const dir = await scratch();
    const state = await stateFolder(dir);
    const out = join(dir, "backup.tar.gz");
    const { code, stdout } = await run("backup", "--state", state, "--out", out);
    expect([code, stdout]).toEqual([
      0,
      `Wrote ${out}: 2 databases, certificates, token. It holds private keys.\n`,
    ]);
    expect(listing(out).sort()).toEqual([ROUTER_FILE, PROBER_FILE, "operator.token", "pki/ca.key"].sort());
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await readdir(dir)).sort()).toEqual(["backup.tar.gz", "state"]);
  });

  it("sees what stands only in the log of a database, while another process writes it", async ({
    expect,
  }) => {
    const dir = await scratch();
    const state = await stateFolder(dir);
    const writer = new DatabaseSync(join(state, ROUTER_FILE));
    onTestFinished(() => writer.close());
    writer.exec("PRAGMA wal_autocheckpoint = 0; INSERT INTO alerts VALUES ('in the log')");
    // Not yet committed: it must not be there, and must not hold us up.
    writer.exec("BEGIN IMMEDIATE; INSERT INTO alerts VALUES ('half')");
    const archive = await backedUp(dir, state);
    writer.exec("COMMIT");
    await run("restore", archive, "--state", join(dir, "other"));
    expect(alertsIn(join(dir, "other"))).toEqual(["first", "in the log"]);
    expect(alertsIn(state)).toEqual(["first", "in the log", "half"]);
  });

  it("sees the log that a killed worker left", async ({ expect }) => {
    const dir = await scratch();
    const state = await stateFolder(dir);
    const [file, killed] = [join(state, ROUTER_FILE), join(dir, "killed")];
    const writer = new DatabaseSync(file);
    writer.exec("PRAGMA wal_autocheckpoint = 0; INSERT INTO alerts VALUES ('in the log')");
    for (const suffix of ["", "-wal"]) await copyFile(`${file}${suffix}`, `${killed}${suffix}`);
    writer.close();
    for (const suffix of ["", "-wal"]) await copyFile(`${killed}${suffix}`, `${file}${suffix}`);
    await run("restore", await backedUp(dir, state), "--state", join(dir, "other"));
    expect(alertsIn(join(dir, "other"))).toEqual(["first", "in the log"]);
  });

  it("waits for a database no longer than a moment", ({ expect }) => {
    expect(DATABASE_WAIT_MS).toBeLessThanOrEqual(10_000);
  });

  it("never replaces an archive, and leaves nothing behind when it fails", async ({ expect }) => {
    const dir = await scratch();
    const state = await stateFolder(dir);
    const out = await backedUp(dir, state);
    const before = await readFile(out);
    const refused = await run("backup", "--state", state, "--out", out);
    expect([refused.code, refused.stderr]).toEqual([1, `Cannot write ${out}: there is one already\n`]);
    expect(await readFile(out)).toEqual(before);

    await truncate(join(state, PROBER_FILE), 5_000);
    const broken = await run("backup", "--state", state, "--out", join(dir, "b.tar.gz"));
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(new RegExp(`^Cannot copy ${join(state, PROBER_FILE)}: .*malformed`));
    expect((await readdir(dir)).sort()).toEqual(["backup.tar.gz", "state"]);
  });

  const refused = [
    { args: [], want: /^Cannot back up without --out; usage: / },
    { args: ["--out", "DIR/state/b"], want: /it lies in the state folder/ },
    { args: ["--out", "DIR/none/b"], want: /^Cannot write to .*\/none: there is no such file/ },
    { args: ["--out", "DIR/b", "--state", "DIR/none"], want: /^Cannot read .*\/none: there is no such file/ },
    { args: ["--out", "DIR/b", "--state", "DIR/empty"], want: /^Cannot back up .*: it holds no state/ },
    { args: ["--out", ""], want: /^farwatch backup: Cannot use --out "": it is empty$/m },
    { args: ["DIR/b"], want: /^Cannot use the argument/ },
    { args: ["--force"], want: /^farwatch backup: .*--force/ },
  ];

  it.for(refused)("refuses $args", async ({ args, want }, { expect }) => {
    const dir = await scratch();
    await stateFolder(dir);
    await mkdir(join(dir, "empty"));
    const words = ["--state", "DIR/state", ...args].map((word) => word.replace("DIR", dir));
    const { code, stderr } = await run("backup", ...words);
    expect(code).toBe(1);
    expect(stderr).toMatch(want);
    expect((await readdir(dir)).sort()).toEqual(["empty", "state"]);
  });
});

describe("farwatch restore", () => {
  it("makes a folder that is not there", async ({ expect }) => {
    const dir = await scratch();
    const archive = await backedUp(dir, await stateFolder(dir));
    const state = join(dir, "new/state");
    const { code, stdout } = await run("restore", archive, "--state", state);
    expect([code, stdout]).toEqual([0, `Restored ${archive} into ${state}.\n`]);
    expect(alertsIn(state)).toEqual(["first"]);
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    expect((await stat(join(state, "pki/ca.key"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(state, "operator.token"), "utf8")).toBe("the token\n");
    const left = (await readdir(state)).filter((name) => !/^lock-/.test(name));
    expect(left.sort()).toEqual(["do", "operator.token", "pki"]);
  });

  it("overwrites nothing without --force, and with it keeps what was there", async ({ expect }) => {
    const dir = await scratch();
    const archive = await backedUp(dir, await stateFolder(dir));
    const state = join(dir, "state");
    const writer = new DatabaseSync(join(state, ROUTER_FILE));
    writer.exec("INSERT INTO alerts VALUES ('later')");
    writer.close();
    const refused = await run("restore", archive, "--state", state);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `Cannot restore: ${state} holds a state already; --force puts it aside\n`,
    ]);
    expect(alertsIn(state)).toEqual(["first", "later"]);

    const { code, stdout } = await run("restore", archive, "--state", state, "--force");
    expect(code).toBe(0);
    const [, aside = ""] = /What was there is in (.*)\.\n$/.exec(stdout) ?? [];
    expect(alertsIn(state)).toEqual(["first"]);
    expect(alertsIn(aside)).toEqual(["first", "later"]);
    // What was put aside is no part of the state: not of the next backup, nor of the next restore.
    const again = join(dir, "again.tar.gz");
    expect((await run("backup", "--state", state, "--out", again)).stdout).toContain(": 2 databases");
  });

  it("touches nothing while an edge runs on the folder", async ({ expect }) => {
    const dir = await scratch();
    const state = await stateFolder(dir);
    const archive = await backedUp(dir, state);
    const lock = await acquireLock(state);
    if (lock.kind !== "lock") throw new Error("no lock");
    onTestFinished(() => lock.release());
    const { code, stderr } = await run("restore", archive, "--state", state, "--force");
    expect([code, stderr]).toEqual([
      1,
      `Cannot restore: process ${process.pid} runs on ${state}; stop it first\n`,
    ]);
  });

  it("refuses storage that is newer than this code", async ({ expect }) => {
    const dir = await scratch();
    const archive = await backedUp(dir, await stateFolder(dir, SCHEMA_VERSION + 1));
    const { code, stderr } = await run("restore", archive, "--state", join(dir, "new"));
    expect(code).toBe(1);
    expect(stderr).toContain(
      `: a1.sqlite in it is of schema version ${SCHEMA_VERSION + 1}: this code knows ${SCHEMA_VERSION}; restore it with a newer one`,
    );
  });

  const spoilt = [
    {
      name: "no archive",
      spoil: (dir: string) => writeFile(join(dir, "b"), "nothing"),
      want: /^Cannot read .*: /,
    },
    {
      name: "an empty file",
      spoil: (dir: string) => writeFile(join(dir, "b"), ""),
      want: /^Cannot read .*: it is empty, damaged or no archive$/m,
    },
    {
      name: "a folder",
      spoil: async (dir: string) => void (await mkdir(join(dir, "b"))),
      want: /^Cannot read .*: it is a folder$/m,
    },
    {
      name: "something else's archive",
      spoil: async (dir: string) => void archiveOf(await folderWith(dir, "readme.txt"), join(dir, "b")),
      want: /: it is no backup of an edge$/m,
    },
    {
      name: "an archive with a link",
      spoil: async (dir: string) => {
        await symlink("/etc/passwd", join(dir, "state/pki/ca.crt"));
        archiveOf(join(dir, "state"), join(dir, "b"));
      },
      want: /: ca.crt in it is neither file nor folder$/m,
    },
    {
      name: "a damaged database",
      spoil: async (dir: string) => {
        await writeFile(join(dir, "state", ROUTER_FILE), "SQLite format 3\0 and then nonsense");
        archiveOf(join(dir, "state"), join(dir, "b"));
      },
      want: /: a1.sqlite in it is damaged$/m,
    },
    { name: "no file", spoil: async () => {}, want: /^Cannot read .*: there is no such file$/m },
  ];

  it.for(spoilt)("refuses $name, and changes nothing", async ({ spoil, want }, { expect }) => {
    const dir = await scratch();
    await stateFolder(dir);
    await spoil(dir);
    const state = await stateFolder(await folderWith(dir, "other"));
    const { code, stderr } = await run("restore", join(dir, "b"), "--state", state, "--force");
    expect(code).toBe(1);
    expect(stderr).toMatch(want);
    expect(alertsIn(state)).toEqual(["first"]);
    expect((await readdir(state)).filter((name) => name.startsWith("re"))).toEqual([]);
  });

  it.for([
    { args: [], want: /^Cannot restore without a file; usage: / },
    { args: ["a", "b"], want: /^Cannot use the argument "b"; / },
    { args: ["a", "--yes"], want: /^farwatch restore: .*--yes/ },
  ])("refuses $args", async ({ args, want }, { expect }) => {
    const { code, stderr } = await run("restore", ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(want);
  });
});

async function folderWith(dir: string, name: string): Promise<string> {
  const folder = join(dir, `of-${name}`);
  await mkdir(folder);
  await writeFile(join(folder, name), "text");
  return folder;
}
