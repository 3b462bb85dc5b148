import { setTimeout as sleep } from "node:timers/promises";
import type { Poster } from "../harness/poster.ts";
import { webhookAlert, webhookBody } from "../harness/webhook.ts";
import type { Ledger, Status } from "./ledger.ts";
import { between } from "./plan.ts";

/** Between two new alerts: six deliveries each, of which six run at once, so that a backlog is worked off. */
const NEW_EVERY_MS = 300;

/** How long an alert fires. */
const FIRES_MS = [2_000, 15_000] as const;

const MINUTE = 60_000;

/** Who sends, by which door, and how far its clock is off. A webhook's `status` decides, whatever its times say. */
interface Sender {
  readonly name: string;
  readonly door: "webhook" | "api";
  readonly skewMs: number;
}

/**
 * Senders of the API are off by less: there, as upstream has it, the times decide, and an alert of a clock four minutes
 * slow has ended when it comes.
 */
export const SENDERS: readonly Sender[] = [
  { name: "exact", door: "webhook", skewMs: 0 },
  { name: "fast", door: "webhook", skewMs: 7 * MINUTE },
  { name: "slow", door: "webhook", skewMs: -7 * MINUTE },
  { name: "hours-slow", door: "webhook", skewMs: -180 * MINUTE },
  { name: "api-fast", door: "api", skewMs: 5_000 },
  { name: "api-slow", door: "api", skewMs: -2 * MINUTE },
];

/** How far ahead Prometheus sets the end of what fires. */
const API_LEASE_MS = 4 * MINUTE;

/** A steady stream of alerts, each with an identity that nobody else has, until `endsAt`; resolves when all are resolved. */
export async function stream(
  posterOf: (door: Sender["door"]) => Poster,
  ledger: Ledger,
  random: () => number,
  endsAt: number,
): Promise<void> {
  const lives: Promise<void>[] = [];
  for (let number = 0; Date.now() < endsAt; number++) {
    const sender = SENDERS[number % SENDERS.length];
    if (sender === undefined) throw new Error("Cannot send alerts without senders");
    const firesMs = between(FIRES_MS, random);
    const life = live(`alert-${number}`, sender, posterOf(sender.door), ledger, firesMs);
    life.catch(() => {}); // told by the `all` below
    lives.push(life);
    await sleep(NEW_EVERY_MS);
  }
  await Promise.all(lives);
}

async function live(
  id: string,
  sender: Sender,
  poster: Poster,
  ledger: Ledger,
  firesMs: number,
): Promise<void> {
  const post = (status: Status, span: Span) => poster.post(...request(id, sender, status, span));
  const startsAt = Date.now() + sender.skewMs;
  await post("firing", { startsAt, endsAt: startsAt + API_LEASE_MS });
  ledger.accept(id, "firing", Date.now());
  await sleep(firesMs);
  const over = { startsAt, endsAt: Date.now() + sender.skewMs };
  await post("resolved", over);
  if (sender.door === "api" && sender.skewMs > 0) {
    // An end that lies ahead is none yet, there as in Alertmanager; Prometheus tells each for a quarter of an hour.
    await sleep(sender.skewMs);
    await post("resolved", over);
  }
  ledger.accept(id, "resolved", Date.now());
}

type Request = readonly [body: unknown, path: string];

/** Epoch ms by the sender's clock. */
interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

function request(id: string, { name, door }: Sender, status: Status, span: Span): Request {
  const labels = { alertname: "Soak", id, sender: name };
  const startsAt = new Date(span.startsAt).toISOString();
  const endsAt = new Date(span.endsAt).toISOString();
  if (door === "api") return [[{ labels, startsAt, endsAt }], "/api/v2/alerts"];
  const times = status === "firing" ? { startsAt } : { startsAt, endsAt };
  const body = webhookBody([webhookAlert(labels, { status, ...times })], { id });
  return [{ ...body, externalURL: `http://${name}.example.test` }, "/webhook/alertmanager"];
}
