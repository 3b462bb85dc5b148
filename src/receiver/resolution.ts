import type { Issue, ResolvedIntegration, SecretRef } from "../config/config.ts";
import type { ResolvedHttp } from "../config/http.ts";
import { secretNames } from "../config/secret.ts";

/** What an entry comes to: its settings, unless a finding about it is an error. */
export function resolution(
  settings: object | undefined,
  sendResolved: boolean,
  refs: readonly (SecretRef | undefined)[],
  http: ResolvedHttp,
  issues: readonly Issue[],
): ResolvedIntegration {
  const all = [...issues, ...http.issues];
  const isBroken = all.some(({ severity }) => severity === "error");
  return {
    settings: isBroken ? undefined : settings,
    sendResolved,
    secrets: [...new Set([...secretNames(refs), ...http.secrets])],
    issues: all,
  };
}
