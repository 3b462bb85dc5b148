import type { Diagnostic } from "../config/config.ts";
import { CliError } from "./cli-error.ts";

/** Why a command cannot go on with this configuration: its first error, and how many more `check` would list. */
export function configRefusal(action: string, path: string, diagnostics: readonly Diagnostic[]): CliError {
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === "error");
  const at = first === undefined ? path : `${first.file}:${first.line}:${first.column}`;
  const rest = others.length === 0 ? "" : ` (and ${others.length} more: npm run farwatch -- check)`;
  return new CliError(`Cannot ${action}: ${at}: ${first?.message ?? "no configuration"}${rest}`);
}
