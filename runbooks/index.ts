import type { RunbookEntry, RunbookIndex } from "../src/runbook/runbook.ts";
import index from "./index.json" with { type: "json" };

// A JSON module has no narrower types than text; a test holds the file to what the generator makes of the pages.
const made = index as Readonly<Record<string, RunbookEntry>>;

/** Every page of this folder by alert name, as `npm run runbooks` made it of the Markdown and the rule files. */
export const runbooks: RunbookIndex = new Map(Object.entries(made));
