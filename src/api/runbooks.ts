import { search, suggest } from "../runbook/find.ts";
import { indexDocument, missingDocument } from "../ui/runbook-index.ts";
import { runbookDocument } from "../ui/runbook-page.ts";
import type { ApiContext } from "./context.ts";
import { pageAnswer } from "./page-answer.ts";

/** GET /runbooks/:alertname. No router is asked: the page is there when everything else is not. */
export function runbookPage(c: ApiContext): Response {
  const { runbooks } = c.var.deps;
  const name = c.req.param("alertname") ?? "";
  const runbook = runbooks.get(name);
  if (runbook !== undefined) return pageAnswer(c, 200, runbookDocument(name, runbook));
  return pageAnswer(c, 404, missingDocument(name, suggest(name, runbooks.keys())));
}

/** GET /runbooks, with `?q=` those that it finds. */
export function runbookList(c: ApiContext): Response {
  const { runbooks } = c.var.deps;
  const query = c.req.query("q") ?? "";
  const found = search(runbooks, query);
  const suggested = found.size === 0 ? suggest(query, runbooks.keys()) : [];
  return pageAnswer(c, 200, indexDocument(found, query, suggested));
}
