import { RETRY_MAX_MS } from "../../../src/notify/retry.ts";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import {
  config,
  firing,
  HOUR,
  MINUTE,
  resolved,
  route,
  SECOND,
  Simulation,
  START,
} from "../../unit/router/simulation.ts";
import { Ledger, type Status } from "./ledger.ts";
import { PROVIDER_MS } from "./repeats.ts";

/** A provider's silence is ended by our own patience. */
const NO_ANSWER: SendOutcome = { ok: false, recoverable: true, reason: "timeout", status: "-", answer: "" };
const SENT: SendOutcome = { ok: true, status: "200", answer: "ok" };
const RECEIVER = "chat";

const NEW_EVERY_MS = 30 * SECOND;
const ALERTS = HOUR / NEW_EVERY_MS;
const RESTART_EACH = (7 * MINUTE) / NEW_EVERY_MS;
/** So many steps later each second alert has ended, unheard. */
const STEPS_FIRING = 20;

export interface SilentHour {
  readonly alerts: number;
  readonly attempts: number;
  readonly restarts: number;
  readonly lost: number;
  readonly duplicates: number;
  /** From the end of the silence to the last delivery. */
  readonly lastToldMs: number;
}

/**
 * An hour in which a provider never answers, on a simulated clock: the router's own decisions and waits, with a store in
 * memory, killed each seven minutes. What that leaves out, sockets and SQLite, the edge of the soak has.
 */
export function silentHour(): SilentHour {
  const hour = new Simulation(config({ route: route({ groupBy: ["instance"], groupWaitMs: 0 }) }));
  hour.latencyMs = PROVIDER_MS;
  hour.answer = () => (hour.now < START + HOUR ? NO_ANSWER : SENT);
  const ledger = new Ledger([RECEIVER]);
  const post = (step: number, status: Status) => {
    const id = String(step);
    const [labels, startsAt] = [{ alertname: "Silent", instance: id }, START + step * NEW_EVERY_MS];
    const alert = status === "firing" ? firing(labels, startsAt) : resolved(labels, startsAt, hour.now);
    hour.post([alert], { groupKey: id });
    ledger.accept(id, status, hour.now);
  };
  let restarts = 0;
  for (let step = 0; step < ALERTS; step++) {
    post(step, "firing");
    if (step >= STEPS_FIRING && step % 2 === 0) post(step - STEPS_FIRING, "resolved");
    if (step % RESTART_EACH === RESTART_EACH - 1) {
      hour.restart();
      restarts += 1;
    }
    hour.advance(NEW_EVERY_MS);
  }
  hour.advance(2 * RETRY_MAX_MS);
  return { alerts: ALERTS, restarts, ...outcomeOf(hour, ledger) };
}

function outcomeOf({ told, events }: Simulation, ledger: Ledger): Omit<SilentHour, "alerts" | "restarts"> {
  for (const { at, notification } of told) {
    for (const { labels, status } of notification.alerts) {
      if (status !== "unknown") ledger.tell(RECEIVER, labels["instance"] ?? "", status, { at, heard: true });
    }
  }
  return {
    attempts: events.filter(({ type }) => type === "attempt").length,
    lost: ledger.lost().length,
    duplicates: ledger.repeats().length,
    lastToldMs: Math.max(...told.map(({ at }) => at)) - START - HOUR,
  };
}

/** One line of it. */
export function silentHourLine(result: SilentHour): string {
  const { alerts, attempts, restarts, lost, duplicates, lastToldMs } = result;
  return (
    `an hour of silence on a simulated clock: ${alerts} alerts, ${attempts} attempts, ${restarts} kills; ` +
    `lost ${lost}, duplicates ${duplicates}, the last told ${(lastToldMs / SECOND).toFixed(0)} s after its end`
  );
}
