const NULLS: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/**
 * What an unquoted scalar stands for. Alertmanager decides by the field that takes it: `yes` is true for a
 * boolean and the text "yes" for a name, `0123` stays a password. So only what can be written back without
 * loss becomes a boolean or a number here; the rest stays text, and the field's schema (`flag`, `text`) decides.
 */
export function resolveScalar(source: string): string | number | boolean | undefined {
  if (NULLS.has(source)) return undefined;
  const boolean = BOOLEANS.get(source);
  if (boolean !== undefined) return boolean;
  return String(Number(source)) === source && Number.isFinite(Number(source)) ? Number(source) : source;
}
