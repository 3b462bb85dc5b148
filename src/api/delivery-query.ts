import { err, ok, type Result } from "../alert/result.ts";
import { parseTimestamp } from "../alert/timestamp.ts";
import { defined } from "../config/defined.ts";
import type { DeliveryQuery } from "../router/deliveries.ts";
import type { DeliveryState } from "../router/delivery.ts";

export const DEFAULT_DELIVERIES = 50;
/** In one page, each at most a few kilobytes. */
export const MAX_DELIVERIES = 500;

const STATES: readonly string[] = [
  "waiting",
  "retrying",
  "sent",
  "failed",
  "withdrawn",
] satisfies DeliveryState[];

const PARAMETERS = "receiver, integration, state, failure, group, since, until, limit, cursor";

/** Its message is the answer. */
class UnusableError extends Error {}

/** Reads the filters of a list of deliveries; an unknown one is refused, as it would filter nothing. */
export function readDeliveryQuery(params: URLSearchParams): Result<DeliveryQuery, string> {
  try {
    return ok(read(params));
  } catch (error) {
    if (error instanceof UnusableError) return err(error.message);
    throw error;
  }
}

function read(params: URLSearchParams): DeliveryQuery {
  const unknown = [...params.keys()].find((name) => !PARAMETERS.split(", ").includes(name));
  if (unknown !== undefined) throw unusable("the parameter", unknown, `there are ${PARAMETERS}`);
  const textOf = (name: string) => params.get(name) ?? undefined;
  return {
    limit: readCount("limit", textOf("limit"), MAX_DELIVERIES) ?? DEFAULT_DELIVERIES,
    ...defined({
      receiver: textOf("receiver"),
      integration: textOf("integration"),
      failure: textOf("failure"),
      group: textOf("group"),
      states: readStates(params.getAll("state")),
      since: readTime("since", textOf("since")),
      until: readTime("until", textOf("until")),
      cursor: readCount("cursor", textOf("cursor"), Number.MAX_SAFE_INTEGER),
    }),
  };
}

function readStates(states: readonly string[]): readonly DeliveryState[] | undefined {
  const stray = states.find((state) => !STATES.includes(state));
  if (stray !== undefined) throw unusable("state", stray, `it is one of ${STATES.join(", ")}`);
  // Each was looked up just now.
  return states.length === 0 ? undefined : (states as readonly DeliveryState[]);
}

function readTime(name: string, text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : parseTimestamp(text);
  if (text !== undefined && time === undefined) throw unusable(name, text, "it is no RFC 3339 time");
  return time?.ms;
}

function readCount(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > max) throw unusable(name, text, `it is a whole number from 1 to ${max}`);
  return count;
}

function unusable(what: string, value: string, why: string): UnusableError {
  return new UnusableError(`Cannot use ${what} ${JSON.stringify(value)}: ${why}`);
}
