import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { type Answer, type Call, refusal } from "./calls.ts";
import { Durations } from "./durations.ts";
import type { Exemplars } from "./exemplars.ts";
import { log } from "./log.ts";
import { type Match, matchRoute, type Route } from "./routes.ts";

/** An order is a few bytes. */
export const MAX_BODY_BYTES = 10_000;

/** The service: a server span for each request, below the one that its caller names in `traceparent`. */
export function serverOf(routes: readonly Route<Call>[], exemplars: Exemplars): Server {
  const durations = new Durations(
    "http.server.request.duration",
    "Duration of HTTP server requests.",
    exemplars,
  );
  return createServer((request, response) => {
    // Docker asks four times a minute, and nobody wants to see it.
    if (request.url === "/healthz") return void response.end("ok\n");
    void serve(request, response, routes, durations);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route<Call>[],
  durations: Durations,
): Promise<void> {
  const method = request.method ?? "GET";
  // Not `//`, nor anything else that a caller may write, is an exception.
  const url = URL.parse(`http://sample-app${request.url}`) ?? new URL("http://sample-app/");
  const match = matchRoute(routes, method, url.pathname);
  const attributes = attributesOf(request, method, match);
  const name = match === undefined ? method : `${method} ${match.route.path}`;
  const options = { kind: SpanKind.SERVER, attributes: { ...attributes, ...detailsOf(request, url) } };
  const caller = propagation.extract(ROOT_CONTEXT, request.headers);
  const span = trace.getTracer("sample-app").startSpan(name, options, caller);
  const started = performance.now();
  const { status, body } = await context.with(trace.setSpan(caller, span), () => answer(request, url, match));
  attributes["http.response.status_code"] = status;
  if (status >= 500) attributes["error.type"] = String(status);
  durations.record(started, attributes, span);
  end(span, attributes, status);
  response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

/** Of the metric, and so few values each. */
function attributesOf(request: IncomingMessage, method: string, match: Match<Call> | undefined): Attributes {
  return {
    "http.request.method": method,
    "url.scheme": request.headers["x-forwarded-proto"] === "https" ? "https" : "http",
    ...(match !== undefined && { "http.route": match.route.path }),
  };
}

/** Of the span alone. */
function detailsOf({ headers, socket }: IncomingMessage, { pathname, search }: URL): Attributes {
  const [first] = String(headers["x-forwarded-for"] ?? socket.remoteAddress).split(",");
  return {
    "url.path": pathname,
    ...(search !== "" && { "url.query": search.slice(1) }),
    "server.address": String(headers["x-forwarded-host"] ?? headers.host),
    "client.address": String(first),
    "user_agent.original": String(headers["user-agent"]),
  };
}

function end(span: Span, attributes: Attributes, status: number): void {
  span.setAttributes(attributes);
  // What the caller did wrong is no error of the server.
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

async function answer(request: IncomingMessage, url: URL, match: Match<Call> | undefined): Promise<Answer> {
  try {
    if (match === undefined) return refusal(404, `There is nothing at ${url.pathname}`);
    const body = await bodyOf(request);
    if (body === undefined) return refusal(413, `Cannot read the body: more than ${MAX_BODY_BYTES} bytes`);
    const { route, params } = match;
    return await route.call({ params, query: url.searchParams, body });
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const exception = { "exception.type": name, "exception.message": message, "exception.stacktrace": stack };
    log("error", `Cannot answer ${request.method} ${url.pathname}: ${message}`, exception);
    return refusal(500, "Something went wrong here");
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    // To its end all the same: who is cut off while sending does not hear why.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString();
}
