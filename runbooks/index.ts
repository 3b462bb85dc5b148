import type { Runbook, Runbooks } from "../src/runbook/runbook.ts";
import pages from "./pages.json" with { type: "json" };

// A JSON module has no narrower types than text; a test holds the file to what the generator makes of the pages.
const made = pages as Readonly<Record<string, Runbook>>;

/** Every page of this folder by alert name, as `npm run runbooks` made it of the Markdown and the rule files. */
export const runbooks: Runbooks = new Map(Object.entries(made));
