import { printable } from "../deliveries-line.ts";
import type { Order } from "./alert.ts";
import type { Phase, Stage } from "./stage.ts";

const STAGE_WIDTH = "withdrawn".length;
/** `1234.5 s` */
const TIME_WIDTH = 8;

/** One line of what has happened: when, what, to whom. */
export function stageLine({ afterMs, stage, who, says }: Stage): string {
  const time = `${(afterMs / 1_000).toFixed(1)} s`.padStart(TIME_WIDTH);
  const columns = [time, stage.padEnd(STAGE_WIDTH), ...(who === undefined ? [] : [who]), says];
  return columns.map(printable).join("  ");
}

/** What has come of it, as the last line says it. */
export function summaryOf(stages: readonly Stage[]): string {
  const [count, within] = sentWithin(stages, "firing");
  const [ends, endWithin] = sentWithin(stages, "resolved");
  const told = `ok: ${count} told within ${within}`;
  if (ends === 0) return `${told}; nobody of the routing file wants to hear of its end`;
  return `${told}, ${ends} of its end within ${endWithin}`;
}

/** How many of a phase were sent, and when the last one. */
function sentWithin(stages: readonly Stage[], phase: Phase): readonly [count: number, within: string] {
  const sent = stages.filter((one) => one.stage === "sent" && one.phase === phase);
  const lastMs = Math.max(0, ...sent.map(({ afterMs }) => afterMs));
  return [sent.length, `${(lastMs / 1_000).toFixed(1)} s`];
}

/** The same for programs. */
export function reportOf(order: Order, stages: readonly Stage[], fault: string | undefined): string {
  const { id: drill, severity } = order;
  return JSON.stringify(
    { ok: fault === undefined, drill, severity, stages, ...(fault && { fault }) },
    null,
    2,
  );
}
