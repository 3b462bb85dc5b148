import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "../router/delivery.ts";
import type { Io } from "./check.ts";
import { deliveriesApi } from "./deliveries-ask.ts";
import { Follower, follow } from "./deliveries-follow.ts";
import { deliveryLine, widthOf } from "./deliveries-line.ts";
import { DELIVERIES_USAGE, type DeliveriesOptions, parseDeliveries } from "./deliveries-options.ts";

/** `farwatch deliveries`: what was sent, what failed and what waits, newest first; with --follow the newest last. */
export async function runDeliveries(args: readonly string[], io: Io): Promise<number> {
  const options = await parseDeliveries(args);
  if (options === "help") {
    io.stdout(`${DELIVERIES_USAGE}\n`);
    return 0;
  }
  const api = deliveriesApi(options);
  const follower = new Follower(api);
  if (options.follow) await follower.begin();
  const { deliveries } = await api.list(queryOf(options));
  const print = printer(options, io, widthOf(deliveries));
  print(options.follow ? deliveries.toReversed() : deliveries);
  if (deliveries.length === 0 && !options.json) io.stderr("There are no such deliveries.\n");
  if (!options.follow) return 0;
  follower.note(deliveries);
  await goOn(follower, options, io, print);
  return 0;
}

async function goOn(
  follower: Follower,
  options: DeliveriesOptions,
  io: Io,
  print: (deliveries: readonly Delivery[]) => void,
): Promise<void> {
  let unread = false;
  process.stdout.once("error", () => {
    unread = true;
  });
  await follow(follower, {
    print: (changed) => print(changed.filter((one) => isWanted(one, options))),
    warn: (sentence) => io.stderr(`${sentence}\n`),
    sleep: (ms) => sleep(ms),
    isOver: () => unread,
  });
}

function queryOf({ receiver, failed, limit }: DeliveriesOptions): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit), ...(receiver !== undefined && { receiver }) });
  for (const state of failed ? ["failed", "retrying"] : []) query.append("state", state);
  return query;
}

/** Following asks for all, because a filter that finds little would make each look a long one. */
function isWanted({ receiver, attempts }: Delivery, options: DeliveriesOptions): boolean {
  if (options.receiver !== undefined && options.receiver !== receiver) return false;
  // What was sent at last after it had failed is news of a failure too.
  return !options.failed || attempts.some(({ outcome }) => outcome !== "sent");
}

function printer(
  { json }: DeliveriesOptions,
  io: Io,
  width: number,
): (deliveries: readonly Delivery[]) => void {
  return (deliveries) => {
    const lines = deliveries.map((one) => (json ? JSON.stringify(one) : deliveryLine(one, width)));
    if (lines.length > 0) io.stdout(`${lines.join("\n")}\n`);
  };
}
