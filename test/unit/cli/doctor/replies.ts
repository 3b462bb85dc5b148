import type { IncomingHttpHeaders } from "node:http";
import type { Answer, Failure } from "../../../../src/cli/ask.ts";

export function answer(status: number, body = "", headers: IncomingHttpHeaders = {}): Answer {
  return { kind: "answer", status, headers, body, sentAt: 1_000, receivedAt: 1_200 };
}

/** As Cloudflare answers, or lets the Worker answer. */
export function cloudflare(status: number, body = "", headers: IncomingHttpHeaders = {}): Answer {
  return answer(status, body, { ...headers, server: "cloudflare", "cf-ray": "8a8b9c1d2e3f-FRA" });
}

export const forbidden = "forbidden\n";
export const blocked =
  "<html><title>Attention Required! | Cloudflare</title>Sorry, you have been blocked</html>";
export const noHeartbeat = 'Cannot take a ping for heartbeat "-": no such heartbeat.\n';
export const noPage = "404 page not found\n";

export function failed(code: string, message = "it broke"): Failure {
  return { kind: "failure", code, message };
}
