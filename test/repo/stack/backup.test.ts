import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, it } from "vitest";
import { backedUpSite, newSite, Site, shells, titles } from "./backup.ts";
import { run } from "./tools.ts";

const scratch = mkdtempSync(join(tmpdir(), "farwatch-backup-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.for(shells(scratch))("with $name", { timeout: 60_000 }, (shell) => {
  const site = () => newSite(shell, scratch);
  const backedUp = () => backedUpSite(shell, scratch);

  it("the CA's key is in no archive", ({ expect }) => {
    const here = backedUp();
    const listed = run("tar", ["-tzf", here.archive()]).text;
    expect(listed).toContain("./compose/pki/ca/ca.crt");
    expect(listed).not.toContain("ca.key");
    expect(run("tar", ["-xzOf", here.archive()]).text).not.toContain("THE KEY OF THE CA");
  });

  it("a CA's key that lies elsewhere stops the backup", ({ expect }) => {
    const here = site();
    copyFileSync(here.path("source/compose/pki/ca/ca.key"), here.path("source/compose/ca.key"));
    const { status, text } = here.backup("once");
    expect(status).not.toBe(0);
    expect(text).toContain("the CA's key is in it");
    expect(here.archives()).toEqual([]);
  });

  it("a transaction that is open is not in the copy of the database", ({ expect }) => {
    const here = site();
    const grafana = new DatabaseSync(here.path("source/grafana/grafana.db"));
    grafana.exec("BEGIN IMMEDIATE; INSERT INTO dashboard VALUES ('Half')");
    expect(here.backup("once").status).toBe(0);
    grafana.exec("COMMIT");
    grafana.close();
    expect(here.restore("latest").status).toBe(0);
    expect(titles(here.path("restored/grafana/grafana.db"))).toEqual(["Hosts"]);
  });

  it("a good run says when, how large and that it went well", ({ expect }) => {
    const here = backedUp();
    expect(here.metric("success_timestamp_seconds") * 1000).toBeGreaterThan(Date.now() - 60_000);
    expect(here.metric("size_bytes")).toBe(readFileSync(here.archive()).length);
    expect(here.metric("exit_code")).toBe(0);
    expect(here.backup("healthy").status).toBe(0);
    expect(run("ls", ["-A", here.path("textfile")]).text).toBe("bastion_backup.prom\n");
  });

  it("a failed run keeps the last success, leaves no archive behind and says its exit code", ({ expect }) => {
    const here = backedUp();
    const [archives, success, size] = [
      here.archives(),
      here.metric("success_timestamp_seconds"),
      here.metric("size_bytes"),
    ];
    rmSync(here.path("source/grafana/grafana.db"));
    const { status } = here.backup("once");
    expect(status).toBeGreaterThan(0);
    expect(here.metric("exit_code")).toBe(status);
    expect(here.metric("success_timestamp_seconds")).toBe(success);
    expect(here.metric("size_bytes")).toBe(size);
    expect(here.archives()).toEqual(archives);
    expect(here.backup("healthy").status).toBe(1);
  });

  it("a first run that fails says that there never was a success", ({ expect }) => {
    const here = site();
    writeFileSync(here.path("source/grafana/grafana.db"), "no database at all");
    expect(here.backup("once").status).toBeGreaterThan(0);
    expect(here.metric("success_timestamp_seconds")).toBe(0);
    expect(here.metric("exit_code")).toBeGreaterThan(0);
  });

  it("fourteen archives are kept, and what is no archive of ours", ({ expect }) => {
    const here = site();
    const old = Array.from({ length: 16 }, (_, day) => `farwatch-202601${String(day + 10)}T030000Z.tar.gz`);
    for (const name of [...old, "notes.txt"]) writeFileSync(here.path("target", name), "");
    expect(here.backup("once").status).toBe(0);
    const left = here.archives();
    expect(left).toHaveLength(15);
    expect(left).toEqual(expect.arrayContaining([...old.slice(3), "notes.txt"]));
    expect(left).not.toContain(old[2]);
  });

  it("what a killed run has left is cleared away a day later", ({ expect }) => {
    const here = site();
    for (const name of [".stage.old", ".stage.new"]) mkdirSync(here.path("target", name));
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(here.path("target/.stage.old"), twoDaysAgo, twoDaysAgo);
    expect(here.backup("once").status).toBe(0);
    expect(here.archives()).toContain(".stage.new");
    expect(here.archives()).not.toContain(".stage.old");
  });

  it("archives that lie inside compose/ are not in their own archive", ({ expect }) => {
    const here = site();
    const inside = here.path("source/compose/mine");
    mkdirSync(inside);
    writeFileSync(join(inside, "earlier.tar.gz"), "");
    expect(here.backup("once", { BACKUP_TARGET: inside }).status).toBe(0);
    const [archive = ""] = run("ls", [inside])
      .text.split("\n")
      .filter((name) => name.startsWith("farwatch-"));
    expect(run("tar", ["-tzf", join(inside, archive)]).text).not.toContain("mine");
  });

  it("backup without a command is a usage error", ({ expect }) => {
    expect(new Site(shell, scratch).backup("").status).toBe(2);
  });

  describe("the schedule", () => {
    const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
    /** Long enough to begin, where there is something to do. */
    const WATCHED_MS = 1_000;

    it("makes up for a night in which the machine was off, and stops when told", async ({ expect }) => {
      const here = site();
      await here.schedule({ BACKUP_HOUR: "0" }, 20_000);
      expect(here.archives()).toEqual([expect.stringMatching(new RegExp(`^farwatch-${today()}T`))]);
    });

    it("waits for the hour", async ({ expect }) => {
      const here = site();
      await here.schedule({ BACKUP_HOUR: "24" }, WATCHED_MS);
      expect(here.archives()).toEqual([]);
    });

    it("makes one a day", async ({ expect }) => {
      const here = site();
      writeFileSync(here.path("target", `farwatch-${today()}T000000Z.tar.gz`), "");
      await here.schedule({ BACKUP_HOUR: "0" }, WATCHED_MS);
      expect(here.archives()).toHaveLength(1);
    });
  });
});
