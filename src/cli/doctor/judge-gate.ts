import type { Answer, Reply } from "../ask.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";
import { cloudflareFault, isCloudflare } from "./cloudflare.ts";

/** Farwatch's own refusal, which tells nobody why. */
export function isForbidden({ status, body }: Answer): boolean {
  return status === 403 && body === "forbidden\n";
}

/** Cloudflare's, by a WAF rule: the Worker never saw the request. */
export function isBlocked(answer: Answer): boolean {
  return isCloudflare(answer) && answer.status === 403 && !isForbidden(answer);
}

/** Who shows nothing must get nothing. */
export function judgeStranger(reply: Reply): Check {
  const name = "stranger";
  // Whoever ends the handshake because there is no certificate denies too.
  if (reply.kind === "failure")
    return ok(name, `denied without a certificate (${reply.code || reply.message})`);
  if (isBlocked(reply)) return ok(name, "denied by Cloudflare without a certificate");
  if (isForbidden(reply)) return ok(name, "denied by Farwatch without a certificate", wafHint(reply));
  const fault = faultOf(name, reply);
  if (fault !== undefined) return fault;
  if (reply.status < 300)
    return wrong(
      name,
      "/metrics is served without a certificate",
      "nobody of Farwatch answers there: see the URL",
    );
  if (reply.status < 500) return ok(name, `denied without a certificate, with ${reply.status}`);
  return unknown(name, `answered with ${reply.status}${firstLine(reply)}`);
}

function wafHint(answer: Answer): string | undefined {
  if (!isCloudflare(answer)) return undefined;
  return "a WAF rule would deny earlier: docs/deploy-cloudflare.md";
}

/** What three questions of one caller were answered; none of them changes anything. */
export interface Admission {
  /** GET /metrics: scrape, viewer or operator. */
  readonly metrics: Reply;
  /** POST /heartbeat/-, which no heartbeat can be named: ingest or operator. */
  readonly heartbeat: Reply;
  /** GET of a path that is not there, of which only an identity is told. */
  readonly nowhere: Reply;
}

export interface CallerWords {
  /** "the certificate", "the token". */
  readonly who: string;
  /** What makes the edge know it. */
  readonly todo: string;
}

/** Whether the edge knows the caller, and what it may do there. */
export function judgeAdmission(
  { metrics, heartbeat, nowhere }: Admission,
  { who, todo }: CallerWords,
): Check {
  const name = "admitted";
  for (const reply of [metrics, heartbeat, nowhere]) {
    if (reply.kind === "failure") return unknown(name, reply.message);
    if (isBlocked(reply))
      return wrong(
        name,
        `Cloudflare denies ${who}: it did not verify it`,
        "add the host under SSL/TLS, Client Certificates, Hosts; the certificate must be of this account's CA, neither revoked nor expired",
      );
    const fault = faultOf(name, reply);
    if (fault !== undefined) return fault;
  }
  const rights = [
    ...(isAnswer(heartbeat, 404, /no such heartbeat/) ? ["send alerts and pings"] : []),
    ...(isAnswer(metrics, 200) ? ["read /metrics"] : []),
  ];
  const isFailing = [metrics, heartbeat].some((reply) => reply.kind === "answer" && reply.status >= 500);
  if (isFailing) return unknown(name, `answered with ${[metrics, heartbeat].map(statusOf).join(" and ")}`);
  if (rights.length > 0) return ok(name, `${who} may ${rights.join(", and ")}`);
  if (isAnswer(nowhere, 404))
    return wrong(
      name,
      `${who} is known and may do nothing here`,
      "give its identity in config/edge.yaml a role",
    );
  if (isAnswer(nowhere, 403)) return wrong(name, `${who} is not let in`, todo);
  return unknown(name, `answered with ${[metrics, heartbeat, nowhere].map(statusOf).join(", ")}`);
}

/** An answer that is not the Worker's, or of a Worker that fails. */
export function faultOf(name: string, reply: Answer): Check | undefined {
  const fault = cloudflareFault(reply);
  return fault && wrong(name, `Cloudflare answers ${fault.code}: ${fault.means}`, fault.todo);
}

export function firstLine({ body }: Answer): string {
  const line = body.split("\n")[0]?.slice(0, 100) ?? "";
  return line === "" ? "" : `: ${line}`;
}

function isAnswer(reply: Reply, status: number, body = /(?:)/): boolean {
  return reply.kind === "answer" && reply.status === status && body.test(reply.body);
}

function statusOf(reply: Reply): string {
  return reply.kind === "answer" ? String(reply.status) : reply.code;
}
