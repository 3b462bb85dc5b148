import { search, suggest } from "../runbook/find.ts";
import { indexDocument, missingDocument } from "../ui/runbook-index.ts";
import { runbookDocument } from "../ui/runbook-page.ts";
import type { ApiContext } from "./context.ts";
import { pageAnswer } from "./page-answer.ts";

/** GET /runbooks/:alertname. No router is asked: the page is there when everything else is not. */
export async function runbookPage(c: ApiContext): Promise<Response> {
  const { runbooks } = c.var.deps;
  const name = c.req.param("alertname") ?? "";
  if (runbooks.has(name)) {
    return pageAnswer(c, 200, runbookDocument(name, await readMain(c.env.RUNBOOKS, name)));
  }
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

/**
 * One of the files that are deployed with this very version of the Worker. Only names of the index come here, never a
 * caller's text. The platform looks at the path alone and bills no request for it (Workers static assets, billing).
 */
async function readMain(assets: Fetcher, name: string): Promise<string> {
  const response = await assets.fetch(`https://runbooks.invalid/${encodeURIComponent(name)}.html`);
  if (response.ok) return response.text();
  throw new Error(`Cannot read the page of runbook "${name}": the assets answered ${response.status}`);
}
