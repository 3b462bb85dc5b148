import type { Delivery } from "../router/delivery.ts";

const STATE_WIDTH = "withdrawn".length;
const TIME_LENGTH = "2026-01-31T12:00:00".length;

/** One line of a delivery: its number, when, where, how it stands, why, and what the provider answered last. */
export function deliveryLine(delivery: Delivery, integrationWidth: number): string {
  const { id, integration, state, reason, groupKey, attempts } = delivery;
  const last = attempts.at(-1);
  const columns = [
    id.padStart(6),
    time(last?.at ?? delivery.decidedAt),
    integration.padEnd(integrationWidth),
    state.padEnd(STATE_WIDTH),
    last === undefined || last.attempt === 1 ? reason : `${reason} (attempt ${last.attempt})`,
    last === undefined ? "-" : [last.status, last.failure, last.answer].filter((one) => one !== "").join(" "),
    groupKey,
  ];
  return columns.map(printable).join("  ");
}

export function widthOf(deliveries: readonly Delivery[]): number {
  return Math.max(0, ...deliveries.map(({ integration }) => integration.length));
}

function time(text: string): string {
  return `${text.slice(0, TIME_LENGTH).replace("T", " ")}Z`;
}

/** A provider's answer may hold anything, and a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
