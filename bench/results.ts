const BEGIN = "<!-- measured: written by `npm run bench -- --write` -->";
const END = "<!-- end of measured -->";

/** The page with `measured` in the place of what was measured before; what was written by hand around it stays. */
export function withMeasured(page: string, measured: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error(`Cannot write results: the page has no "${BEGIN}" before "${END}"`);
  return `${page.slice(0, from)}${BEGIN}\n\n${measured.trim()}\n\n${page.slice(to)}`;
}
