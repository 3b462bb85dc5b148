import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { root } from "../source.ts";
import { findTool, type Outcome, run } from "./tools.ts";

const scripts = join(root, "compose/backup");

/** A shell with the programs that it finds: the image has BusyBox alone, a workstation has GNU's. */
export interface Shell {
  readonly name: string;
  readonly program: string;
  readonly path: string;
}

/** Node as the project has it: the image's is of the same release. */
const node = join(root, "node_modules/.bin");

export function shells(scratch: string): readonly Shell[] {
  const dash = findTool("dash") ?? "/bin/sh";
  const system = { name: "sh", program: dash, path: [node, process.env["PATH"]].join(delimiter) };
  const busybox = findTool("busybox");
  return busybox === undefined ? [system] : [system, applets(busybox, scratch)];
}

function applets(busybox: string, scratch: string): Shell {
  const folder = join(scratch, "applets");
  mkdirSync(folder);
  const names = run(busybox, ["--list"])
    .text.split("\n")
    .filter((name) => name !== "");
  for (const name of names) symlinkSync(busybox, join(folder, name));
  // Our Node is started by a script for /usr/bin/env.
  symlinkSync(process.execPath, join(folder, "node"));
  return { name: "busybox", program: join(folder, "sh"), path: folder };
}

/** A Bastion in a folder: what the containers of backup and restore have mounted. */
export class Site {
  readonly #shell: Shell;
  readonly folder: string;

  constructor(shell: Shell, scratch: string) {
    this.#shell = shell;
    this.folder = mkdtempSync(join(scratch, "site-"));
    for (const name of ["source", "target", "textfile", "restored", "tmp"]) mkdirSync(this.path(name));
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  backup(command: string, env: Record<string, string> = {}): Outcome {
    return this.#run("backup.sh", [command], env);
  }

  restore(...args: string[]): Outcome {
    return this.#run("restore.sh", args, {});
  }

  #run(script: string, args: readonly string[], env: Record<string, string>): Outcome {
    return run(this.#shell.program, [join(scripts, script), ...args], { ...this.#env(), ...env });
  }

  /** Runs the schedule for a while, or until the metrics of a run are there; then stops it as Docker does. */
  async schedule(env: Record<string, string>, ms: number): Promise<void> {
    const child = spawn(this.#shell.program, [join(scripts, "backup.sh"), "schedule"], {
      env: { ...process.env, ...this.#env(), ...env },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const deadline = Date.now() + ms;
    while (Date.now() < deadline && !existsSync(this.path("textfile", "bastion_backup.prom"))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGTERM");
    await ended;
  }

  #env(): Record<string, string> {
    return {
      PATH: this.#shell.path,
      BACKUP_SOURCE: this.path("source"),
      BACKUP_TARGET: this.path("target"),
      BACKUP_TEXTFILE: this.path("textfile"),
      RESTORE_TARGET: this.path("restored"),
      TMPDIR: this.path("tmp"),
      NODE_NO_WARNINGS: "1",
    };
  }

  archives(): readonly string[] {
    return readdirSync(this.path("target")).sort();
  }

  /** The newest archive's path. */
  archive(): string {
    return this.path("target", this.archives().at(-1) ?? "");
  }

  metric(name: string): number {
    const text = readFileSync(this.path("textfile", "bastion_backup.prom"), "utf8");
    return Number(new RegExp(`^bastion_backup_last_${name} (.*)$`, "m").exec(text)?.[1]);
  }

  /** Another archive with a change made to what is in the newest one. */
  tampered(name: string, change: (folder: string) => void): string {
    const folder = mkdtempSync(this.path("tmp", "tampered-"));
    run("tar", ["-xzf", this.archive(), "-C", folder]);
    change(folder);
    const path = this.path("tmp", name);
    run("tar", ["-czf", path, "-C", folder, "."]);
    return path;
  }
}

/** A Bastion that has never been backed up. */
export function newSite(shell: Shell, scratch: string): Site {
  const site = new Site(shell, scratch);
  populate(site);
  return site;
}

/** A Bastion with one archive. */
export function backedUpSite(shell: Shell, scratch: string): Site {
  const site = newSite(shell, scratch);
  const { status, text } = site.backup("once");
  if (status !== 0) throw new Error(text);
  return site;
}

/** Files of a Bastion, with a key that belongs to another user where we may give things away. */
function populate(site: Site): void {
  const files = {
    "compose/inventory.yaml": "domain: lab\n",
    "compose/.env": "DOMAIN=lab\n",
    "compose/prometheus/rules/host.yaml": "groups: []\n",
    "compose/secrets/grafana_admin_password": "secret\n",
    "compose/pki/ca/ca.key": "THE KEY OF THE CA\n",
    "compose/pki/ca/ca.crt": "certificate\n",
    "compose/pki/ca/ca.crl": "revoked\n",
    "compose/pki/bastion/prometheus/client.key": "key\n",
    "alertmanager/silences": "silences\n",
    "alertmanager/nflog": "log\n",
  };
  for (const [path, text] of Object.entries(files)) {
    const file = site.path("source", path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
  const key = site.path("source/compose/pki/bastion/prometheus/client.key");
  chmodSync(key, 0o600);
  if (process.getuid?.() === 0) chownSync(key, 65_534, 65_534);
  mkdirSync(site.path("source/grafana"));
  const database = new DatabaseSync(site.path("source/grafana/grafana.db"));
  database.exec("CREATE TABLE dashboard (title TEXT); INSERT INTO dashboard VALUES ('Hosts')");
  database.close();
}

/** Titles in a copy of Grafana's database. */
export function titles(file: string): readonly unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare("SELECT title FROM dashboard").all();
  database.close();
  return rows.map(({ title }) => title);
}

/** Every file and folder within the parts, with its bytes and whose it is. */
export function tree(folder: string): ReadonlyMap<string, string> {
  const format = "%P\t%y %m %U:%G\n";
  const lines = run("find", [folder, "-mindepth", "2", "-printf", format]).text.trim().split("\n").sort();
  return new Map(
    lines.map((line) => {
      const [path = "", access = ""] = line.split("\t");
      const bytes = access.startsWith("f") ? readFileSync(join(folder, path)).toString("base64") : "";
      return [path, `${access} ${bytes}`];
    }),
  );
}
