import { join } from "node:path";
import { uncovered, type WantedJob, type Watching } from "./coverage.ts";
import type { Finding } from "./finding.ts";
import type { Inventory } from "./inventory.ts";
import { pkiFindings } from "./pki-findings.ts";
import type { Project } from "./project.ts";
import { staleFiles, standingOf } from "./render-command.ts";
import { targetGroups } from "./render-targets.ts";
import { LIST } from "./rendered-tree.ts";
import { secretFindings } from "./secrets.ts";
import { readWatching } from "./watching.ts";

/** Everything that can be said without asking the running stack. */
export async function standing(
  project: Project,
  inventory: Inventory,
  now: number,
): Promise<readonly Finding[]> {
  const watching = await readWatching(project);
  return [
    ...(await staleFindings(project, inventory)),
    ...(await keyFindings(project, inventory, now)),
    ...(await secretFindings(project)),
    ...uncovered(jobsOf(inventory), watching),
    ...unknownModules(inventory, watching),
  ];
}

async function staleFindings(project: Project, inventory: Inventory): Promise<readonly Finding[]> {
  const found = (await staleFiles(project, inventory)).filter(({ path }) => path !== LIST);
  return found.map((difference) => ({
    where: difference.path,
    what: standingOf(difference),
    todo: "run: npm run farwatch -- stack render",
  }));
}

async function keyFindings(project: Project, inventory: Inventory, now: number): Promise<readonly Finding[]> {
  const sentences = await pkiFindings(inventory, project.compose, now);
  return sentences.map((sentence) => {
    const [, path = "pki", what = sentence, todo] = /^(\S+) (.*?)(?:; (.*))?$/s.exec(sentence) ?? [];
    return { where: join("compose", path), what, todo: todo ?? "run: npm run farwatch -- stack pki" };
  });
}

/** Every job of which this inventory has a target, and those that need none. */
export function jobsOf(inventory: Inventory): readonly WantedJob[] {
  const filled = [...targetGroups(inventory)].filter(
    ([job, groups]) => job !== "targets" && groups.length > 0,
  );
  const stack = new Set(["farwatch", ...filled.map(([job]) => job)]);
  const own = new Set(inventory.targets.map(({ job }) => job));
  return [
    ...[...stack].map((job) => ({ job, scrapedBy: job })),
    ...[...own].map((job) => ({ job, scrapedBy: "targets" })),
    ...(inventory.agents.length > 0 ? [{ job: "otelcol" }] : []),
  ];
}

function unknownModules({ services, file }: Inventory, { modules }: Watching): readonly Finding[] {
  return services
    .filter(({ module }) => !modules.has(module))
    .map(({ name, module }) => ({
      where: file,
      what: `service "${name}" has the module "${module}", which compose/blackbox/blackbox.yml lacks`,
      todo: `use one of ${[...modules].join(", ")}, or add it there`,
    }));
}
