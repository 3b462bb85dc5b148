import { type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { rootCertificates } from "node:tls";
import { errorCode } from "./cli-error.ts";

/** One request of a command's, from the connection to the end of the answer. */
export const ASK_TIMEOUT_MS = 10_000;

/** Read of an answer: /metrics with every series that there may be is far below. */
export const MAX_ANSWER_CHARS = 4_000_000;

/** What came of one request. */
export type Reply = Answer | Failure;

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface Failure {
  readonly kind: "failure";
  /** The system's or OpenSSL's, or "TIMEOUT". */
  readonly code: string;
  readonly message: string;
}

/** What a request shows of the caller; a certificate decides alone, so there is never both. */
export interface Credentials {
  readonly pair?: { readonly cert: string; readonly key: string };
  readonly token?: string;
}

export interface Question extends Credentials {
  readonly path: string;
  readonly method?: "GET" | "POST";
  /** JSON. */
  readonly body?: string;
}

/** Asks one host; it trusts the public authorities and `ca`, and never follows a redirect. */
export function asker(
  base: URL,
  ca: string | undefined,
  timeoutMs = ASK_TIMEOUT_MS,
): (question: Question) => Promise<Reply> {
  return (question) =>
    ask(base, ca, question, timeoutMs).catch((error: unknown) => ({
      kind: "failure",
      code: errorCode(error),
      message: error instanceof Error ? error.message : String(error),
    }));
}

/** Authorities of a connection: undefined means Node's own. */
export function trusted(ca: string | undefined): string[] | undefined {
  return ca === undefined ? undefined : [...rootCertificates, ca];
}

/** Async, so that what Node refuses before it asks is a failure like any other. */
async function ask(
  base: URL,
  ca: string | undefined,
  question: Question,
  timeoutMs: number,
): Promise<Answer> {
  const { path, method = "GET", body: sent, pair, token } = question;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sentAt = Date.now();
  const authorities = trusted(ca);
  const send = base.protocol === "http:" ? requestHttp : requestHttps;
  const request = send(new URL(path, base).href, {
    method,
    agent: false,
    // Cloudflare's own errors come as JSON then, with their number.
    headers: {
      Accept: "application/json, */*;q=0.5",
      ...(sent !== undefined && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(authorities && { ca: authorities }),
    ...pair,
  });
  const timer = setTimeout(() => request.destroy(timeout(timeoutMs)), timeoutMs);
  request.on("close", () => clearTimeout(timer)).on("error", reject);
  request.on("response", (response) => {
    let body = "";
    response.setEncoding("utf8").on("error", reject);
    response.on("data", (text: string) => {
      if (body.length < MAX_ANSWER_CHARS) body += text;
    });
    response.on("end", () => {
      const { statusCode: status = 0, headers } = response;
      resolve({ kind: "answer", status, headers, body, sentAt, receivedAt: Date.now() });
    });
  });
  request.end(sent);
  return promise;
}

/** An error in the shape of the system's own. */
export function timeout(timeoutMs = ASK_TIMEOUT_MS): Error {
  const message = `no answer within ${timeoutMs / 1_000} s`;
  return Object.assign(new Error(message), { code: "TIMEOUT" });
}
