import type { Role } from "../config/config.ts";

/** A caller that the gate knows. */
export interface Identity {
  readonly kind: "identity";
  readonly name: string;
  readonly roles: readonly Role[];
  readonly tenant: string;
}

/** Why a caller is denied. Closed, because it becomes the `reason` label; the caller itself never hears it. */
export const denialReasons = [
  "no_credentials",
  "certificate_unverified",
  "certificate_revoked",
  "unknown_certificate",
  "bad_token",
  "missing_role",
  "cross_site",
] as const;

export type DenialReason = (typeof denialReasons)[number];

export interface Denied {
  readonly kind: "denied";
  readonly reason: DenialReason;
}

export type Caller = Identity | Denied;

export function denied(reason: DenialReason): Denied {
  return { kind: "denied", reason };
}
