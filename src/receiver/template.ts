/** Whether a field holds a Go template, which is never executed here. */
export function isTemplated(text: string): boolean {
  return text.includes("{{");
}

/** A field's text where it says something and holds no template. */
export function literalOf(text: string | undefined): string | undefined {
  return text === undefined || text === "" || isTemplated(text) ? undefined : text;
}
