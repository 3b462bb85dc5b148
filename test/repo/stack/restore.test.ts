import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { backedUpSite, Site, shells, titles, tree } from "./backup.ts";
import { run } from "./tools.ts";

const scratch = mkdtempSync(join(tmpdir(), "farwatch-restore-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.for(shells(scratch))("with $name", { timeout: 60_000 }, (shell) => {
  const backedUp = () => backedUpSite(shell, scratch);

  it("what is restored has the bytes, modes and owners of what was backed up", ({ expect }) => {
    const here = backedUp();
    expect(here.restore("latest").status).toBe(0);
    const [before, after] = [tree(here.path("source")), tree(here.path("restored"))];
    // The folder of the CA is made anew, for nobody but root.
    const isOther = ([path]: readonly [string, string]) => !/pki\/ca(\/ca\.key)?$|grafana\.db$/.test(path);
    expect([...after].filter(isOther)).toEqual([...before].filter(isOther));
    expect(after.get("compose/pki/ca")).toMatch(/^d 700 /);
    expect([...after.keys()].filter((path) => after.get(path)?.startsWith("f"))).toHaveLength(10);
    expect(titles(here.path("restored/grafana/grafana.db"))).toEqual(["Hosts"]);
    const owner = (map: ReadonlyMap<string, string>) => map.get("grafana/grafana.db")?.split(" ")[2];
    expect(owner(after)).toBe(owner(before));
  });

  describe("an archive is refused, and nothing is touched", () => {
    // One for all of them: what they assert is that it stays as it is.
    let untouched: Site;
    beforeAll(() => {
      untouched = backedUp();
    });

    const flip = (here: Site) => {
      const path = here.path("tmp/flipped.tar.gz");
      const bytes = readFileSync(here.archive());
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
      writeFileSync(path, bytes);
      return path;
    };
    const cut = (here: Site) => {
      const path = here.path("tmp/cut.tar.gz");
      copyFileSync(here.archive(), path);
      truncateSync(path, readFileSync(path).length - 100);
      return path;
    };
    const within = (name: string, change: (folder: string) => void) => (here: Site) =>
      here.tampered(name, change);
    const cases = [
      ["a byte of it is another", flip, "damaged"],
      ["its end is missing", cut, "damaged"],
      [
        "a file in it has changed",
        within("changed.tar.gz", (folder) =>
          writeFileSync(join(folder, "compose/inventory.yaml"), "domain: evil\n"),
        ),
        "not those of its manifest",
      ],
      [
        "a file is missing",
        within("missing.tar.gz", (folder) => rmSync(join(folder, "alertmanager/nflog"))),
        "not those of its manifest",
      ],
      [
        "a file is too many",
        within("extra.tar.gz", (folder) => writeFileSync(join(folder, "compose/extra"), "")),
        "beside those of its manifest",
      ],
      ["it has no manifest", within("bare.tar.gz", (folder) => rmSync(join(folder, "MANIFEST"))), "manifest"],
      [
        "a link is in it",
        within("link.tar.gz", (folder) => symlinkSync("/etc", join(folder, "compose/etc"))),
        "neither file nor folder",
      ],
      ["it is not there", () => "farwatch-20200101T030000Z.tar.gz", "Cannot find"],
    ] as const;

    it.for(cases)("when %s", ([, make, why], { expect }) => {
      const { status, text } = untouched.restore("--force", make(untouched));
      expect(status).toBe(1);
      expect(text).toContain(why);
      expect(run("find", [untouched.path("restored"), "-type", "f"]).text).toBe("");
    });

    it("when a path in it leads out of it", ({ expect }) => {
      const outside = untouched.path("escape");
      writeFileSync(outside, "from the archive");
      const path = untouched.path("tmp/escape.tar.gz");
      run("tar", ["-czPf", path, "-C", untouched.path("tmp"), "../escape"]);
      writeFileSync(outside, "as it was");
      const { status, text } = untouched.restore("--force", path);
      expect(status).toBe(1);
      // BusyBox leaves the dots out by itself, and then the file is one of no manifest.
      expect(text).toMatch(/leads out of it|not those of its manifest/);
      expect(readFileSync(outside, "utf8")).toBe("as it was");
    });
  });

  describe("what is there already", () => {
    it("is not overwritten where it differs, without --force", ({ expect }) => {
      const here = backedUp();
      mkdirSync(here.path("restored/compose"));
      writeFileSync(here.path("restored/compose/inventory.yaml"), "domain: newer\n");
      const { status, text } = here.restore("latest");
      expect(status).toBe(1);
      expect(text).toContain("compose/inventory.yaml");
      expect(text).toContain("without --force: 1 of the files");
      expect([...tree(here.path("restored")).keys()]).toEqual(["compose/inventory.yaml"]);
    });

    it("is overwritten with --force, and what the archive does not know stays", ({ expect }) => {
      const here = backedUp();
      mkdirSync(here.path("restored/compose"));
      writeFileSync(here.path("restored/compose/inventory.yaml"), "domain: newer\n");
      writeFileSync(here.path("restored/compose/other"), "stays\n");
      expect(here.restore("--force", "latest").status).toBe(0);
      expect(readFileSync(here.path("restored/compose/inventory.yaml"), "utf8")).toBe("domain: lab\n");
      expect(readFileSync(here.path("restored/compose/other"), "utf8")).toBe("stays\n");
    });

    it("is no obstacle where it is the same", ({ expect }) => {
      const here = backedUp();
      expect(here.restore("latest").status).toBe(0);
      expect(here.restore("latest").status).toBe(0);
    });
  });

  it("--only puts back one part, without the journal of the database that was there", ({ expect }) => {
    const here = backedUp();
    mkdirSync(here.path("restored/grafana"));
    writeFileSync(here.path("restored/grafana/grafana.db-journal"), "of another database");
    expect(here.restore("--only", "grafana", "latest").status).toBe(0);
    expect(run("ls", ["-A", here.path("restored"), here.path("restored/grafana")]).text).not.toContain(
      "journal",
    );
    expect(existsSync(here.path("restored/compose"))).toBe(false);
    expect(titles(here.path("restored/grafana/grafana.db"))).toEqual(["Hosts"]);
  });

  it("the folder of a part keeps its owner", ({ expect }) => {
    const here = backedUp();
    mkdirSync(here.path("restored/grafana"));
    const before = run("chmod", ["750", here.path("restored/grafana")]);
    expect(before.status).toBe(0);
    expect(here.restore("latest").status).toBe(0);
    expect(run("stat", ["-c", "%a", here.path("restored/grafana")]).text).toBe("750\n");
  });

  it.for(["", "--only loki latest", "--fast latest", "a b"])(
    "restore.sh %s is a usage error",
    (words, { expect }) => {
      const args = words.split(" ").filter((word) => word !== "");
      const { status, text } = new Site(shell, scratch).restore(...args);
      expect(status).toBe(2);
      expect(text).toContain("usage: restore.sh");
    },
  );
});
