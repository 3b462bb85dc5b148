/** Whether a field holds a Go template, which is never executed here. */
export function isTemplated(text: string): boolean {
  return text.includes("{{");
}
