import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { ensureStackPki, type PkiOutcome } from "../../../../src/cli/stack/pki.ts";
import { scratch } from "../scratch.ts";
import { inventoryOf } from "./inventories.ts";

export const now = Date.now();

/** Only root can give files away; a test of that has nothing to hold on to without it. */
export const isRoot = process.getuid?.() === 0;

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** Unlike the shipped one in every respect, and small enough to be made anew by each test. */
export const SMALL = `domain: home.example.net
edge: { url: https://edge.example.net, runbooks: https://pages.example.net }
hosts:
  - { name: tower-1, role: bastion, address: ["fd00::10", 10.0.0.10] }
  - { name: gpu-box-01, role: agent, address: "fd00::20", features: [docker, gpu] }
  - { name: nas, role: agent, address: 10.0.0.30 }
operators: [alice, Bob.Miller]
lan: 10.0.0.0/24
`;

export interface PkiLab {
  /** compose/pki of a project of its own. */
  readonly dir: string;
  run(text?: string, at?: number, mayChown?: boolean): Promise<PkiOutcome>;
}

/** An empty project; `run` is `stack pki` with the given inventory. */
export async function pkiLab(inventory = SMALL): Promise<PkiLab> {
  const compose = join(await scratch(), "compose");
  await mkdir(compose);
  const dir = join(compose, "pki");
  return {
    dir,
    run: (text = inventory, at = now, mayChown = isRoot) =>
      ensureStackPki(inventoryOf(text), dir, { now: at, mayChown }),
  };
}

let template: Promise<string> | undefined;

/** compose/pki after one run of `stack pki`; shared by a file's tests, which must not change it. */
export function templatePki(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const compose = join(await mkdtemp(join(tmpdir(), "fw-pki-")), "compose");
  const dir = join(compose, "pki");
  await mkdir(compose);
  await ensureStackPki(inventoryOf(SMALL), dir, { now, mayChown: isRoot });
  return dir;
}

afterAll(async () => {
  if (template !== undefined) await rm(join(await template, "../.."), { recursive: true, force: true });
});

/** A copy of it, for making one takes seconds where others use the disk. */
export async function madeLab(): Promise<PkiLab> {
  const lab = await pkiLab();
  execFileSync("cp", ["-a", await templatePki(), lab.dir]);
  return lab;
}

/** Every file below `dir` with its bytes, mode and owner. */
export function snapshot(dir: string): Readonly<Record<string, string>> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const { mode, uid } = statSync(path);
      return [path.slice(dir.length + 1), `${mode.toString(8)} ${uid} ${readFileSync(path, "latin1")}`];
    }),
  );
}

/** Paths whose file differs between two snapshots. */
export function changed(before: ReturnType<typeof snapshot>, after: ReturnType<typeof snapshot>) {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths.filter((path) => before[path] !== after[path]).sort();
}

export function certificateAt(dir: string, path: string): X509Certificate {
  return new X509Certificate(readFileSync(join(dir, path)));
}

/** `path reason` of each step that was done. */
export function steps({ done }: PkiOutcome): readonly string[] {
  return done.map(({ path, reason }) => `${path} ${reason}`);
}
