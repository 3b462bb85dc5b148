import type { ApiContext } from "./context.ts";
import { v2Fault } from "./v2-answer.ts";

const jsonRanges: ReadonlySet<string> = new Set(["*/*", "*/json", "application/*", "application/json"]);

/** As upstream negotiates: a body must call itself JSON, and a caller without one must take JSON. */
export function refuseFormat(c: ApiContext): Response | undefined {
  return hasBody(c.req.raw) ? refuseContentType(c) : refuseAccept(c);
}

function hasBody({ body, headers }: Request): boolean {
  return body !== null && headers.get("Content-Length") !== "0";
}

function refuseAccept(c: ApiContext): Response | undefined {
  if ((c.req.header("Accept") ?? "*/*").split(",").some(takesJson)) return undefined;
  return v2Fault({
    code: 406,
    message: "unsupported media type requested, only [application/json] are available",
  });
}

/** Whether one range of an Accept header holds JSON; a weight of 0 says that it is not wanted. */
function takesJson(range: string): boolean {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  return jsonRanges.has(type) && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
}

const TOKEN = "[!#$%&'*+.^_`|~0-9a-z-]+";
const mediaType = new RegExp(`^${TOKEN}/${TOKEN}$`);
const mediaParameter = new RegExp(`^(?:${TOKEN}=(?:${TOKEN}|"[^"]*"))?$`);

function refuseContentType(c: ApiContext): Response | undefined {
  const header = c.req.header("Content-Type") || "application/octet-stream";
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  if (!mediaType.test(type) || !parameters.every((parameter) => mediaParameter.test(parameter))) {
    const message = `parsing Content-Type header from ${JSON.stringify(header)} failed, because it is no media type`;
    return v2Fault({ code: 400, message });
  }
  if (type === "application/json") return undefined;
  const message = `unsupported media type ${JSON.stringify(type)}, only [application/json] are allowed`;
  return v2Fault({ code: 415, message });
}
