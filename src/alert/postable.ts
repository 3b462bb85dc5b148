import type { Refusal, RefusalReason } from "./incoming.ts";
import {
  BodyFaultError,
  type FindAlert,
  type PostedAlert,
  readPostable,
  unparsable,
} from "./postable-alert.ts";
import { quoteValue, RefusedError } from "./refuse.ts";
import { err, ok, type Result } from "./result.ts";
import { isLongerThan } from "./utf8.ts";
import { MAX_ALERTS, MAX_BODY_BYTES } from "./webhook.ts";

/** What can be taken of a body of POST /api/v2/alerts, and why the others cannot. */
export interface PostedAlerts {
  readonly alerts: readonly PostedAlert[];
  readonly refused: readonly Refusal[];
}

/** Why none of it is taken; `code` is that of upstream's request layer. */
export interface BodyRefusal extends Refusal {
  readonly code: number;
}

/**
 * Reads the body of POST /api/v2/alerts as upstream does: a wrong shape refuses all of it, a wrong alert itself. One that
 * names no end would end at `timeoutAt`, and must not start after it.
 */
export function parsePostable(
  body: string,
  find: FindAlert,
  timeoutAt = Number.POSITIVE_INFINITY,
): Result<PostedAlerts, BodyRefusal> {
  if (isLongerThan(body, MAX_BODY_BYTES)) {
    return refuse("too_large", 413, `Cannot take a body over ${MAX_BODY_BYTES} bytes`);
  }
  try {
    const list = readList(body);
    if (list.length > MAX_ALERTS) {
      const message = `Cannot take ${list.length} alerts in one body; at most ${MAX_ALERTS} are allowed`;
      return refuse("too_many_alerts", 413, message);
    }
    return ok(readAll(list, (entry, index) => readPostable(entry, index, find, timeoutAt)));
  } catch (error) {
    if (error instanceof BodyFaultError) return refuse("malformed", error.code, error.message);
    throw error;
  }
}

function readList(body: string): readonly unknown[] {
  if (/^[\t\n\r ]*$/.test(body)) throw new BodyFaultError(602, "alerts in body is required");
  const list = parseJson(body) ?? [];
  if (Array.isArray(list)) return list;
  throw unparsable(`expected a list, got ${quoteValue(list)}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw unparsable(error instanceof Error ? error.message : String(error));
  }
}

function readAll(
  list: readonly unknown[],
  read: (entry: unknown, index: number) => PostedAlert,
): PostedAlerts {
  const refused: Refusal[] = [];
  const faults: BodyFaultError[] = [];
  const alerts = list.flatMap((entry, index) => {
    try {
      return [read(entry, index)];
    } catch (error) {
      if (error instanceof RefusedError) refused.push(error.refusal);
      else if (error instanceof BodyFaultError && error.isDecoded) faults.push(error);
      else throw error;
      return [];
    }
  });
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  return { alerts, refused };
}

function refuse(reason: RefusalReason, code: number, message: string): Result<never, BodyRefusal> {
  return err({ reason, code, message });
}
