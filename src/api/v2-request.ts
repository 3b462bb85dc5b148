import type { ApiContext } from "./context.ts";
import { v2Fault } from "./v2-answer.ts";

const truthy: ReadonlySet<string> = new Set("true 1 yes ok y on selected checked t enabled".split(" "));

/** A boolean of the query as upstream reads it: absent or empty is true, the last one counts, what is not true is false. */
export function readFlag(c: ApiContext, name: string): boolean {
  const value = c.req.queries(name)?.at(-1) ?? "";
  return value === "" || truthy.has(value.toLowerCase());
}

/** The refusal of a caller that does not take JSON. */
export function refuseAccept(c: ApiContext): Response | undefined {
  const accept = c.req.header("Accept") ?? "*/*";
  const ranges = accept.split(",").map((range) => range.split(";")[0]?.trim().toLowerCase());
  if (ranges.some((range) => range === "*/*" || range === "application/*" || range === "application/json")) {
    return undefined;
  }
  return v2Fault({
    code: 406,
    message: "unsupported media type requested, only [application/json] are available",
  });
}

/** The refusal of a body that does not call itself JSON. */
export function refuseContentType(c: ApiContext): Response | undefined {
  const type =
    c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase() || "application/octet-stream";
  if (type === "application/json") return undefined;
  const message = `unsupported media type ${JSON.stringify(type)}, only [application/json] are allowed`;
  return v2Fault({ code: 415, message });
}
