import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { deliveriesApi } from "../deliveries-ask.ts";
import type { Order } from "./alert.ts";
import { DRILL_USAGE, type DrillOptions, parseDrill } from "./options.ts";
import { reportOf, stageLine, summaryOf } from "./report.ts";
import { Drill } from "./run.ts";
import { DrillFault, type Stage } from "./stage.ts";
import { v2Api } from "./v2-api.ts";
import type { DrillWorld } from "./world.ts";

/** `farwatch drill`: a test alert through the whole path, each stage with its time; 1 when one has failed. */
export async function runDrill(args: readonly string[], io: Io): Promise<number> {
  const options = await parseDrill(args);
  if (options === "help") {
    io.stdout(`${DRILL_USAGE}\n`);
    return 0;
  }
  const { severity, timeoutMs, json } = options;
  const order: Order = { id: newId(), severity, timeoutMs };
  io.stderr(`${announcement(order)}\n`);
  const stages: Stage[] = [];
  const tell = (stage: Stage) => {
    stages.push(stage);
    if (!json) io.stdout(`${stageLine(stage)}\n`);
  };
  const fault = await attempt(options, order, tell, io);
  if (json) io.stdout(`${reportOf(order, stages, fault)}\n`);
  else if (fault === undefined) io.stdout(`${summaryOf(stages)}\n`);
  if (fault !== undefined) io.stderr(`${fault}\n`);
  return fault === undefined ? 0 : 1;
}

/** The sentence of what went wrong. The alert is ended whatever happens. */
async function attempt(
  options: DrillOptions,
  order: Order,
  tell: DrillWorld["tell"],
  io: Io,
): Promise<string | undefined> {
  const breakOff = new AbortController();
  const onSignal = () => breakOff.abort();
  // Once: a second Ctrl-C ends us at once, and the alert by itself.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, onSignal);
  const drill = new Drill(worldOf(options, tell, breakOff.signal), order);
  try {
    return await drill.run().then(() => undefined, faultOf);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, onSignal);
    await cleanUp(drill, io);
  }
}

async function cleanUp(drill: Drill, io: Io): Promise<void> {
  const ended = await drill.end().catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    io.stderr(`${error.message}: the drill's alert ends by itself, within resolve_timeout\n`);
    return false;
  });
  if (ended) io.stderr("The drill's alert is ended.\n");
}

function worldOf({ edge, via }: DrillOptions, tell: DrillWorld["tell"], signal: AbortSignal): DrillWorld {
  return {
    edge: v2Api(edge),
    deliveries: deliveriesApi(edge),
    ...(via && { alertmanager: v2Api(via, "see --via") }),
    now: Date.now,
    sleep: async (ms) => {
      await sleep(ms, undefined, { signal }).catch(() => {
        throw new DrillFault("The drill was broken off");
      });
    },
    tell,
  };
}

function faultOf(error: unknown): string {
  if (error instanceof DrillFault || error instanceof CliError) return error.message;
  throw error;
}

function announcement({ id, severity }: Order): string {
  const who = severity === "critical" ? "; it wakes whoever is on call" : "";
  return `Drill ${id}, severity ${severity}${who}. Ctrl-C breaks it off and ends its alert.`;
}

/** The second it began in, and what tells it from another of that second. */
function newId(): string {
  const second = new Date().toISOString().slice(0, "2026-01-31T12:00:00".length);
  return `${second.replaceAll(/[-:]/g, "")}Z-${randomBytes(2).toString("hex")}`;
}
