/** What stands where a secret stood. */
export const MASK = "***";

/** Shortest part of a secret URL's path that is masked on its own: a token, not a word like `services`. */
export const MIN_TOKEN_LENGTH = 16;

/**
 * `text` without any of `secrets`, in the forms in which a provider may echo them. Mask before cutting
 * with `firstChars`, or half a secret survives.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secretMasker(secrets)(text);
}

/** The same for many texts: the forms of `secrets` are worked out once. */
export function secretMasker(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== "");
  forms.sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

/** The first `count` characters, never half of one. */
export function firstChars(text: string, count: number): string {
  if (text.length <= count) return text;
  return Array.from(text.slice(0, count * 2))
    .slice(0, count)
    .join("");
}

function formsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const json = JSON.stringify(trimmed).slice(1, -1);
  const forms = [trimmed, json, json.replaceAll("/", "\\/"), encodeURIComponent(trimmed.toWellFormed())];
  return trimmed.includes("://") ? [...forms, ...urlParts(trimmed)] : forms;
}

function urlParts(secret: string): readonly string[] {
  if (!URL.canParse(secret)) return [];
  const { href, pathname, search, password } = new URL(secret);
  const tokens = pathname.split("/").filter((part) => part.length >= MIN_TOKEN_LENGTH);
  const path = pathname.length >= MIN_TOKEN_LENGTH ? [pathname + search, pathname] : [];
  const parameters = [...new URLSearchParams(search).values()].filter(
    (value) => value.length >= MIN_TOKEN_LENGTH,
  );
  return [href, ...path, ...tokens, ...parameters, password];
}
