import type { DeliveryPage } from "../router/deliveries.ts";
import { type Answer, asker, type Failure, type Reply } from "./ask.ts";
import { CliError } from "./cli-error.ts";
import type { EdgeAccess } from "./edge-access.ts";

const PATH = "/api/farwatch/v1/deliveries";

/** The edge cannot be reached or cannot answer now: it may be starting again. */
export class AwayError extends CliError {}

/** What the command asks of an edge; throws a `CliError`. */
export interface DeliveriesApi {
  list(query: URLSearchParams): Promise<DeliveryPage>;
}

export function deliveriesApi({ url, ca, credentials }: EdgeAccess): DeliveriesApi {
  const send = asker(url, ca);
  const ask = async (path: string) => answerOf(url, await send({ path, ...credentials }));
  return {
    // Farwatch's own answer, in the shape of the version that this command belongs to.
    list: async (query) => JSON.parse(checked(url, await ask(`${PATH}?${query}`))) as DeliveryPage,
  };
}

/** Throws an `AwayError` where there is no answer; `todo` is for when nothing listens there. */
export function answerOf(url: URL, reply: Reply, todo = "npm start runs the edge"): Answer {
  if (reply.kind === "answer") return reply;
  throw new AwayError(`Cannot reach ${url.origin}: ${reasonOf(url, reply, todo)}`);
}

const UNTRUSTED = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_)/;

function reasonOf({ protocol }: URL, { code, message }: Failure, todo: string): string {
  if (code === "ECONNREFUSED") return `nothing listens there; ${todo}`;
  if (UNTRUSTED.test(code)) return `${message}; give its authority by --ca`;
  if (code === "EPROTO") return "it does not speak TLS; is it an http port?";
  if (code === "ECONNRESET" && protocol === "http:") return `${message}; is it an https port?`;
  return message;
}

function checked(url: URL, { status, headers, body }: Answer): string {
  if (status === 200 && String(headers["content-type"]).startsWith("application/json")) return body;
  if (status === 401 || status === 403) {
    const why = "this token or certificate has not the role viewer or operator there";
    throw new CliError(`Cannot list deliveries: ${url.origin} answered ${status}: ${why}`);
  }
  const said = body.split("\n")[0]?.slice(0, 200) ?? "";
  const message = `Cannot list deliveries: ${url.origin} answered ${status}: ${said}`;
  throw status >= 500 ? new AwayError(message) : new CliError(message);
}
