/** Most characters of an unknown name that an answer repeats; alert names are far shorter. */
export const MAX_QUOTED_NAME_CHARS = 80;

export type RunbookAnswer = { readonly found: boolean; readonly text: string };

/** The page of one alert, or a text that says that there is none and where the others are. */
export function findRunbook(runbooks: ReadonlyMap<string, string>, name: string): RunbookAnswer {
  const text = runbooks.get(name.replace(/\.md$/, ""));
  if (text !== undefined) return { found: true, text };
  const quoted = JSON.stringify(name.slice(0, MAX_QUOTED_NAME_CHARS));
  return { found: false, text: `There is no runbook for ${quoted} yet.\n\nAll runbooks: /runbooks/\n` };
}

/** One line per page, by name. */
export function listRunbooks(runbooks: ReadonlyMap<string, string>): string {
  const lines = [...runbooks.keys()].sort().map((name) => `- /runbooks/${encodeURIComponent(name)}`);
  return `# Runbooks\n\n${lines.join("\n")}\n`;
}
