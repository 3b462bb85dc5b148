import { findRunbook, listRunbooks } from "../runbook/runbook.ts";
import { plainText } from "./answer.ts";
import type { ApiContext } from "./context.ts";

/** GET /runbooks/:alertname: the Markdown as plain text, which every phone shows. */
export function runbookPage(c: ApiContext): Response {
  const answer = findRunbook(c.var.deps.runbooks, c.req.param("alertname") ?? "");
  return plainText(answer.found ? 200 : 404, answer.text);
}

export function runbookList(c: ApiContext): Response {
  return plainText(200, listRunbooks(c.var.deps.runbooks));
}
