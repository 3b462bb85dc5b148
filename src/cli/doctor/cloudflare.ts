import type { Answer } from "../ask.ts";

/** An answer that Cloudflare itself made. */
export interface CloudflareFault {
  readonly code: number;
  readonly means: string;
  readonly todo: string;
}

const domain =
  "in wrangler.toml make the host a route with custom_domain = true, remove a DNS record of that name, deploy";

/** https://developers.cloudflare.com/support/troubleshooting/http-status-codes/ has them all; these can meet a Worker. */
const faults: ReadonlyMap<number, readonly [means: string, todo: string]> = new Map([
  [520, ["an origin answered nonsense: no Worker stands behind this name", domain]],
  [521, ["an origin refuses the connection: no Worker stands behind this name", domain]],
  [522, ["an origin does not answer: no Worker stands behind this name", domain]],
  [523, ["an origin cannot be reached: no Worker stands behind this name", domain]],
  [525, ["an origin's TLS fails: no Worker stands behind this name", domain]],
  [526, ["an origin's certificate is invalid: no Worker stands behind this name", domain]],
  [530, ["an origin's name does not resolve: no Worker stands behind this name", domain]],
  [1014, ["a CNAME leads into another account's zone", domain]],
  [1015, ["a rate limiting rule of the zone refuses us", "exempt the host in Security, Security rules"]],
  [1016, ["an origin's name does not resolve: no Worker stands behind this name", domain]],
  [1020, ["a WAF rule denies us", "see Security, Events"]],
  [
    1027,
    ["the free plan's requests of today are used up", "take Workers Paid; they start anew at 00:00 UTC"],
  ],
  [1101, ["the Worker threw an exception", "see its log: npx wrangler tail"]],
  [1102, ["the Worker used up its CPU time", "take Workers Paid, or see what is slow: npx wrangler tail"]],
]);

export function isCloudflare({ headers }: Pick<Answer, "headers">): boolean {
  return headers["cf-ray"] !== undefined || headers["server"] === "cloudflare";
}

/** Undefined for an answer that is the Worker's own, or that no Cloudflare stands before. */
export function cloudflareFault(
  answer: Pick<Answer, "status" | "headers" | "body">,
): CloudflareFault | undefined {
  if (!isCloudflare(answer) || answer.status < 400) return undefined;
  const written = /"error_code"\s*:\s*(1\d{3})\b|\berror(?: code:?)?\s+(1\d{3})\b/i.exec(answer.body);
  const code = Number(written?.[1] ?? written?.[2] ?? answer.status);
  const [means, todo] = faults.get(code) ?? [];
  return means === undefined || todo === undefined ? undefined : { code, means, todo };
}
