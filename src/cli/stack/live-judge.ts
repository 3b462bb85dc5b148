import * as z from "zod";
import { CliError } from "../cli-error.ts";
import type { Finding } from "./finding.ts";
import type { Inventory } from "./inventory.ts";
import { targetGroups } from "./render-targets.ts";

const targetsSchema = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        health: z.string(),
        lastError: z.string().default(""),
      }),
    ),
  }),
});

/** Targets of the inventory that Prometheus does not have, and those that it cannot read. */
export function judgeTargets(inventory: Inventory, answer: unknown): readonly Finding[] {
  const { activeTargets } = read(targetsSchema, answer, "/api/v1/targets").data;
  const known = new Set(activeTargets.map(({ labels }) => keyOf(labels["job"], labels["instance"])));
  const missing = wantedTargets(inventory).filter(({ job, instance }) => !known.has(keyOf(job, instance)));
  return [
    ...missing.map(({ job, instance }) => ({
      where: `${job} ${instance}`,
      what: "Prometheus has no such target",
      todo: "run: docker compose kill -s HUP prometheus",
    })),
    ...activeTargets
      .filter(({ health }) => health === "down")
      .map(({ labels, lastError }) => ({
        where: `${labels["job"]} ${labels["instance"]}`,
        what: `is down: ${lastError}`,
        todo: "see runbooks/TargetDown.md",
      })),
  ];
}

function keyOf(job = "", instance = ""): string {
  return `${job} ${instance}`;
}

/** blackbox_exporter's targets are known by what is looked at. */
function wantedTargets(inventory: Inventory) {
  return [...targetGroups(inventory)].flatMap(([name, groups]) =>
    groups.flatMap(({ targets, labels: { job = name, instance } }) =>
      targets.map((target) => ({ job, instance: instance ?? target })),
    ),
  );
}

const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().default("") })),
      }),
    ),
  }),
});

/** Rules that Prometheus cannot evaluate, and an answer without any. */
export function judgeRules(answer: unknown): readonly Finding[] {
  const rules = read(rulesSchema, answer, "/api/v1/rules").data.groups.flatMap((group) => group.rules);
  if (rules.length === 0) {
    return [{ where: "prometheus", what: "has no rules", todo: "see: docker compose logs prometheus" }];
  }
  return rules
    .filter(({ health }) => health === "err")
    .map(({ name, lastError }) => ({
      where: `rule ${name}`,
      what: `cannot be evaluated: ${lastError}`,
      todo: "see runbooks/PrometheusRuleFailures.md",
    }));
}

const containerSchema = z.object({
  Service: z.string(),
  State: z.string(),
  Health: z.string().default(""),
  ExitCode: z.number().default(0),
});

/** `docker compose ps --format json`: an object a line, or, in older releases, one list. */
export function judgeContainers(output: string): readonly Finding[] {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const all = lines.flatMap((line) => parseLine(line));
  if (all.length === 0) {
    return [{ where: "docker compose", what: "runs no container", todo: "run: docker compose up -d" }];
  }
  return all.flatMap((one) => {
    const container = read(containerSchema, one, "docker compose ps");
    const what = fault(container);
    const todo = `see: docker compose logs --since 15m ${container.Service}`;
    return what === undefined ? [] : [{ where: container.Service, what, todo }];
  });
}

function parseLine(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)].flat();
  } catch {
    throw new CliError(`Cannot read the answer of docker compose ps: ${JSON.stringify(line.slice(0, 80))}`);
  }
}

function fault({ State: state, Health: health, ExitCode: code }: z.output<typeof containerSchema>) {
  if (state !== "running") return state === "exited" ? `has exited with code ${code}` : `is ${state}`;
  return health === "" || health === "healthy" ? undefined : `is ${health}`;
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CliError(`Cannot read the answer of ${what}: ${z.prettifyError(parsed.error).split("\n")[0]}`);
}
