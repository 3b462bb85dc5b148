import { join } from "node:path";
import { runStackCheck } from "./check-command.ts";
import { ensureStackPki, planStackPki } from "./pki.ts";
import { toldAdvice, toldDone } from "./pki-report.ts";
import { staleFiles, staleText } from "./render-command.ts";
import { LIST, settle } from "./rendered-tree.ts";
import type { Stage, StageOutcome } from "./up-stage.ts";

/** Writes what follows from the inventory. */
export const renderStage: Stage = {
  name: "render",
  async run({ project, inventory, isDryRun }) {
    const found = await staleFiles(project, inventory);
    const files = found.filter(({ path }) => path !== LIST);
    if (isDryRun)
      return { ok: true, summary: would(files.length, "write", "file"), notes: files.map(staleText) };
    await settle(project.root, found);
    return { ok: true, summary: did(files.length, "file") };
  },
};

/** Makes and renews certificates. */
export const pkiStage: Stage = {
  name: "pki",
  async run({ project, inventory, isDryRun }) {
    const dir = join(project.compose, "pki");
    const now = Date.now();
    if (isDryRun) return planned(await planStackPki(inventory, dir, now));
    const outcome = await ensureStackPki(inventory, dir, { now, mayChown: process.getuid?.() === 0 });
    const [problem] = outcome.owners.length === 0 ? [] : toldAdvice(outcome, dir);
    if (problem !== undefined)
      return { ok: false, problem, todo: "run `farwatch stack up` as root, or run the command above" };
    const made = outcome.done.filter(({ kind }) => kind === "pair" || kind === "operator");
    return { ok: true, summary: did(made.length, "certificate"), notes: toldDone(outcome, false) };
  },
};

function planned(steps: Awaited<ReturnType<typeof planStackPki>>): StageOutcome {
  if (steps === undefined) return { ok: true, summary: "would make an authority and every certificate" };
  const notes = steps.map(({ path, reason }) => `pki/${path} ${reason}`);
  return { ok: true, summary: would(steps.length, "make or change", "file"), notes };
}

/** Holds everything against the inventory, as `stack check` does. */
export const checkStage: Stage = {
  name: "check",
  async run(ascent) {
    if (ascent.isDryRun) return { ok: true, summary: "would hold all of it against the inventory" };
    const { project } = ascent;
    const told: string[] = [];
    const io = {
      ...ascent.io,
      stdout: (text: string) => told.push(text),
      stderr: (text: string) => told.push(text),
    };
    const code = await runStackCheck(["--inventory", project.inventory, "--project", project.root], io);
    const text = told.join("").trimEnd();
    if (code === 0) return { ok: true, summary: text.slice(text.lastIndexOf("\n") + 1) };
    return { ok: false, problem: text, todo: "do what each line says, then run `farwatch stack up` again" };
  },
};

function did(count: number, noun: string): string {
  return count === 0 ? "nothing new" : `${count} ${noun}${count === 1 ? "" : "s"} made or changed`;
}

function would(count: number, verb: string, noun: string): string {
  return count === 0 ? "nothing new" : `would ${verb} ${count} ${noun}${count === 1 ? "" : "s"}`;
}
