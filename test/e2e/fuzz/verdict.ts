import type { Description } from "../harness/openapi.ts";
import type { FuzzCase } from "./case.ts";
import type { Answer } from "./sender.ts";

/** What a request that no route serves may be answered: some of the paths are another way to write one that is served. */
const UNLISTED: ReadonlySet<number> = new Set([200, 204, 301, 404, 405]);

/** What is wrong with one answer, whatever was asked. */
export function faultOf(one: FuzzCase, answer: Answer, description: Description): string | undefined {
  if (answer.status >= 500) return `answered ${answer.status}: ${answer.text.slice(0, 300)}`;
  if (one.isControl && answer.status !== 200) return `is valid, and was answered ${answer.status}`;
  const operation = description.operations.get(one.key);
  if (operation === undefined) {
    return UNLISTED.has(answer.status) ? undefined : `is no route, and was answered ${answer.status}`;
  }
  const head = headOf(answer);
  return head ?? description.faultOf(operation, answer);
}

function headOf({ status, vary, cacheControl }: Answer): string | undefined {
  if (vary !== "Origin") return `${status} varies by ${vary}`;
  return cacheControl === "no-store" ? undefined : `${status} may be kept: ${cacheControl}`;
}

/** Whether the answer says that some of what was posted is stored. */
export function isStored(one: FuzzCase, { status, text }: Answer): boolean {
  if (one.method !== "POST") return false;
  // Where only some of a list of alerts are wrong, the refusal is a bare text, and the others are kept.
  const isHalf = one.key === "POST /api/v2/alerts" && status === 400 && text.startsWith('"');
  return status === 200 || isHalf;
}
