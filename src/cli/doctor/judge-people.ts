import type { Reply } from "../ask.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";
import { isCloudflare } from "./cloudflare.ts";
import { faultOf, firstLine, isBlocked, isForbidden } from "./judge-gate.ts";

/** A phone has no client certificate, and a browser that is asked for one stops at a dialog. */
export function judgeAsksPeople(asks: boolean | undefined): Check {
  const name = "people-tls-client";
  if (asks === undefined) return unknown(name, "the handshake does not tell");
  if (!asks) return ok(name, "asks for no client certificate");
  return wrong(
    name,
    "asks for a client certificate",
    "remove this host under SSL/TLS, Client Certificates, Hosts; a local edge has another listener for people, --ui-port",
  );
}

/** GET /runbooks/:alertname: what must be there at 3 a.m. */
export function judgeRunbooks(reply: Reply): Check {
  const name = "people-runbooks";
  if (reply.kind === "failure") return wrong(name, reply.message, "see what answers there");
  if (isBlocked(reply))
    return wrong(
      name,
      "Cloudflare denies a caller without a certificate",
      "the WAF rule must name the machine host alone",
    );
  const fault = faultOf(name, reply);
  if (fault !== undefined) return fault;
  if (reply.status === 200) return ok(name, "runbooks are served");
  if (isForbidden(reply))
    return unknown(name, "runbooks are guarded", "as it is meant to be by `runbooks: identified`");
  if (/cloudflareaccess\.com/.test(reply.headers.location ?? ""))
    return unknown(name, "Cloudflare Access stands before it", "log in there with a phone, now");
  return wrong(name, `answered with ${reply.status}${firstLine(reply)}`, "see --people");
}

/** What is for machines must not be served here, where no certificate is asked for. */
export function judgeMachineRoutes(reply: Reply, hasToken: boolean): Check {
  const name = "people-machine";
  if (reply.kind === "failure") return unknown(name, reply.message);
  const fault = faultOf(name, reply);
  if (fault !== undefined) return fault;
  if (isForbidden(reply) && hasToken)
    return wrong(name, "the token is not the edge's", "npx wrangler secret put OPERATOR_TOKEN");
  if (isForbidden(reply) || isBlocked(reply)) return ok(name, "/metrics is denied to strangers");
  if (reply.status === 404) return ok(name, "/metrics is not there, even for the operator");
  if (reply.status !== 200) return unknown(name, `answered with ${reply.status}${firstLine(reply)}`);
  if (!hasToken)
    return wrong(name, "/metrics is served to strangers", "nobody of Farwatch answers there: see --people");
  if (!isCloudflare(reply)) return ok(name, "serves machines too, with the token: a local edge does");
  return wrong(
    name,
    "is taken for a machine host",
    "set external_url in config/edge.yaml to this URL, and deploy",
  );
}
