const headers = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  Vary: "Origin",
};

/** An answer of Alertmanager's API v2; upstream's handlers end each with a newline. */
export function v2Json(status: number, body: unknown): Response {
  return new Response(`${JSON.stringify(body)}\n`, { status, headers });
}

/** The same with a body that was written elsewhere. */
export function v2Passed(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers });
}

/** As upstream answers where there is nothing to say: a deleted silence, or one that is not there. */
export function v2Empty(status: number): Response {
  const { "Content-Type": _, ...rest } = headers;
  return new Response(null, { status, headers: rest });
}

/** The description of the API is its only text that is no JSON. */
export function v2Yaml(text: string): Response {
  return new Response(text, { headers: { ...headers, "Content-Type": "application/yaml" } });
}

/** The shape in which upstream's request layer refuses; codes over 600 are its own and are answered as 422. */
export interface V2Fault {
  readonly code: number;
  readonly message: string;
}

/** Unlike its handlers, that layer ends with no newline. */
export function v2Fault(fault: V2Fault, extra: Record<string, string> = {}): Response {
  const status = fault.code >= 600 ? 422 : fault.code;
  return new Response(JSON.stringify(fault), { status, headers: { ...headers, ...extra } });
}
