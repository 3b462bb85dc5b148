import { matchesAll } from "../alert/matcher.ts";
import { readReceiverMatchers, receiverLabels } from "../router/listing-filter.ts";
import type { ApiContext } from "./context.ts";
import { v2Json } from "./v2-answer.ts";
import { queryValues } from "./v2-query.ts";
import { refuseFormat } from "./v2-request.ts";

/** GET /api/v2/receivers: those of the routing file, in its order. No router is asked. */
export function getReceivers(c: ApiContext): Response {
  const refused = refuseFormat(c);
  if (refused) return refused;
  const matchers = readReceiverMatchers(queryValues(c, "receiver_matchers"));
  if (!matchers.ok) return v2Json(400, matchers.error);
  const receivers = c.var.config.receivers.map((receiver) => {
    return { labels: receiverLabels(receiver), name: receiver.name };
  });
  return v2Json(
    200,
    receivers.filter(({ labels }) => matchesAll(matchers.value, labels)),
  );
}
