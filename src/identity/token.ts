import { createHash, timingSafeEqual } from "node:crypto";
import { MAIN_TENANT } from "../env.ts";
import { type Caller, denied } from "./identity.ts";

/** Whoever holds the operator token, in the tenant main. */
const operator: Caller = {
  kind: "identity",
  name: "operator-token",
  roles: ["operator"],
  tenant: MAIN_TENANT,
};

/** Undefined when the caller sent no `Authorization`; a token that is not configured lets nobody in. */
export function identifyByToken(
  authorization: string | undefined,
  operatorToken: string | undefined,
): Caller | undefined {
  if (authorization === undefined) return undefined;
  const token = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (!token || !operatorToken || !sameText(token, operatorToken)) return denied("bad_token");
  return operator;
}

/** Takes the same time wherever the texts differ: their digests are compared, which also hides the length. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
