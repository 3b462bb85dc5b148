import type { Issue, SecretRef } from "./config.ts";
import { MASK } from "./masked-secret.ts";

/**
 * A field ending in `_file` names a Worker secret: the base name in upper case, every other character `_`
 * (`/run/secrets/slack_api_url` is `SLACK_API_URL`). A Worker has no files, and the line stays valid upstream.
 */
export function secretFromFile(path: string): SecretRef {
  const base = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const name = base.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  return { env: /^[0-9]/.test(name) ? `_${name}` : name };
}

export interface SecretChoice {
  /** Undefined when neither form is given, or both are. */
  readonly ref: SecretRef | undefined;
  readonly issues: readonly Issue[];
}

/** The secret `field` of a parsed node, written out or by `<field>_file`; both at once are an error, as upstream. */
export function chooseSecret(
  node: Readonly<Record<string, unknown>>,
  field: string,
  path: readonly (string | number)[] = [],
): SecretChoice {
  const inline = given(node[field]);
  const file = given(node[`${field}_file`]);
  if (inline !== undefined && file !== undefined) return both(field, path);
  if (file !== undefined) return { ref: secretFromFile(file), issues: [] };
  if (inline === undefined) return { ref: undefined, issues: [] };
  return { ref: { value: inline }, issues: inline === MASK ? [masked(field, path)] : [] };
}

/** The same where an entry cannot do without; `missing` is what upstream says then. */
export function requireSecret(
  node: Readonly<Record<string, unknown>>,
  field: string,
  missing = `one of ${field} or ${field}_file must be configured`,
): SecretChoice {
  const choice = chooseSecret(node, field);
  if (choice.ref !== undefined || choice.issues.length > 0) return choice;
  return { ref: undefined, issues: [{ severity: "error", path: [], message: missing }] };
}

/** The Worker secrets behind `refs`, each once: what `Integration.secrets` lists. */
export function secretNames(refs: readonly (SecretRef | undefined)[]): readonly string[] {
  const names = refs.flatMap((ref) => (ref !== undefined && "env" in ref ? [ref.env] : []));
  return [...new Set(names)];
}

function given(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function both(field: string, path: readonly (string | number)[]): SecretChoice {
  const message = `at most one of ${field} & ${field}_file must be configured`;
  return { ref: undefined, issues: [{ severity: "error", path: [...path, `${field}_file`], message }] };
}

function masked(field: string, path: readonly (string | number)[]): Issue {
  const message = `${field} is "${MASK}", the mask that Alertmanager shows, not the secret itself: every send will fail`;
  return { severity: "warning", path: [...path, field], message };
}
