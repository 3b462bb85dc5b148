import { importsOf, type SourceFile, targetOf } from "./source.ts";
import { isShell } from "./world.ts";

/** Law 2, from the bottom up. Folders of one line know nothing of each other, but for those of the shells' line. */
const ranks = [
  ["alert"],
  ["config"],
  ["silence", "inhibit", "timeinterval", "receiver"],
  ["notify", "dispatch", "watch"],
  ["router"],
  ["env.ts", "edge-config.ts"],
  ["api", "ui", "identity", "runbook", "telemetry"],
  ["index.ts", "cli"],
] as const;

const shellRank = ranks.findIndex((line) => line.some((folder) => folder === "api"));

/** What a Durable Object's own file may take from above: it is a shell in the router's folder. */
const forDurableObjects: readonly string[] = ["env.ts", "edge-config.ts", "telemetry"];

/** Where a kind's parts are put together: all of it but its sender is pure. */
const receiverAssembly = /^receiver\/[^/]+\/receiver\.ts$/;

function placeOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function rankOf(place: string): number {
  return ranks.findIndex((line) => line.some((name) => name === place));
}

/** Imports of one file of `src` that point up or sideways. Texts beside `src` (configuration, runbooks) have no rank. */
export function wrongImports({ path, text }: SourceFile): string[] {
  const from = placeOf(path);
  if (path.endsWith(".d.ts")) return [];
  if (rankOf(from) === -1) return [`${path} stands in a folder without a rank`];
  return importsOf(text).flatMap(({ specifier, isType }) => {
    const target = targetOf(path, specifier);
    if (target === undefined || target.startsWith("../")) return [];
    const isWrong = !pointsDown(path, from, placeOf(target)) || reachesIntoShell(path, target, isType);
    return isWrong ? [`${path} imports ${target}`] : [];
  });
}

function pointsDown(path: string, from: string, to: string): boolean {
  if (from === to) return true;
  if (path.endsWith(".do.ts") && forDurableObjects.includes(to)) return true;
  const [a, b] = [rankOf(from), rankOf(to)];
  return b !== -1 && (b < a || (a === b && a === shellRank));
}

/** A pure file that calls a shell touches the world all the same. */
function reachesIntoShell(path: string, target: string, isType: boolean): boolean {
  if (isType || isShell(path) || receiverAssembly.test(path)) return false;
  return isShell(target);
}

/** Each group of files that import each other in a ring when they run. Types may: only inside a folder, by the ranks. */
export function cycles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map(({ path, text }) => [path, localTargets(path, text)]));
  const reach = new Map([...targets.keys()].map((path) => [path, reachable(path, targets)]));
  const ringOf = (path: string) =>
    [...(reach.get(path) ?? [])].filter((other) => reach.get(other)?.has(path) === true).sort();
  const rings = [...targets.keys()].map(ringOf).filter((ring) => ring.length > 0);
  return [...new Map(rings.map((ring) => [ring.join(), ring])).values()];
}

function localTargets(path: string, text: string): string[] {
  const atRunTime = importsOf(text).filter(({ isType }) => !isType);
  return atRunTime.map(({ specifier }) => targetOf(path, specifier)).filter((target) => target !== undefined);
}

function reachable(start: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const open = [...(targets.get(start) ?? [])];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    open.push(...(targets.get(path) ?? []));
  }
  return found;
}

/** Re-exports hide where a thing lives; the Worker's entry must name its classes. */
export function reExports({ path, text }: SourceFile): string[] {
  if (path === "index.ts") return [];
  const found = [...text.matchAll(/^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;]*?\bfrom\s+"[^"]+"/gm)];
  const named = /\/index\.ts$/.test(path) ? [`${path} is named like a barrel`] : [];
  return [...named, ...found.map(([statement]) => `${path}: ${statement}`)];
}
