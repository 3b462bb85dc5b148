const headers = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  Vary: "Origin",
};

/** An answer of Alertmanager's API v2; upstream ends each with a newline. */
export function v2Json(status: number, body: unknown, extra: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify(body)}\n`, { status, headers: { ...headers, ...extra } });
}

/** As upstream answers where there is nothing to say: a deleted silence, or one that is not there. */
export function v2Empty(status: number): Response {
  const { "Content-Type": _, ...rest } = headers;
  return new Response(null, { status, headers: rest });
}

/** The shape in which upstream's request layer refuses; codes over 600 are its own and are answered as 422. */
export interface V2Fault {
  readonly code: number;
  readonly message: string;
}

export function v2Fault(fault: V2Fault, extra: Record<string, string> = {}): Response {
  return v2Json(fault.code >= 600 ? 422 : fault.code, fault, extra);
}
