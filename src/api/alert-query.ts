import type { AlertQuery } from "../router/listing-filter.ts";
import type { ApiContext } from "./context.ts";
import { queryValues, readFlag } from "./v2-query.ts";

/** Reads what a list of alerts is asked for, as upstream does. `unprocessed` has no effect there: state is computed as it is asked for. */
export function readAlertQuery(c: ApiContext): AlertQuery {
  return {
    filters: queryValues(c, "filter"),
    receiver: queryValues(c, "receiver").at(-1) ?? "",
    receiverMatchers: queryValues(c, "receiver_matchers"),
    active: readFlag(c, "active"),
    silenced: readFlag(c, "silenced"),
    inhibited: readFlag(c, "inhibited"),
    muted: readFlag(c, "muted"),
  };
}
