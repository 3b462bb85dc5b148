import type { GlobalConfig, Issue, SecretRef } from "../../config/config.ts";
import { warningAt } from "../../config/field.ts";
import { chooseSecret } from "../../config/secret.ts";
import type { RawEmail } from "./schema.ts";
import { type Smarthost, usesBinding } from "./smarthost.ts";

/** How to log in. `method` is given only when the secret fits no other. */
export interface Login {
  readonly username: string;
  readonly secret: SecretRef;
  readonly method?: "CRAM-MD5";
}

type RawLogin = Pick<
  RawEmail,
  | "auth_username"
  | "auth_password"
  | "auth_password_file"
  | "auth_secret"
  | "auth_secret_file"
  | "auth_identity"
>;

/** The login of one entry, each of its parts from `global` when the entry leaves it out; undefined for none. */
export function resolveLogin(
  node: RawLogin,
  global: GlobalConfig,
  smarthost: Smarthost,
  issues: Issue[],
): Login | undefined {
  const password = inherited(node, global, "auth_password", issues);
  const secret = inherited(node, global, "auth_secret", issues);
  const username = node.auth_username || global.smtp_auth_username || "";
  if (usesBinding(smarthost)) return undefined;
  if ((node.auth_identity || global.smtp_auth_identity || "") !== "") {
    issues.push(warningAt(["auth_identity"], "auth_identity is not used: the login acts as auth_username"));
  }
  if (username === "") {
    if (password ?? secret)
      issues.push(warningAt([], "no auth_username is set: mail is sent without logging in"));
    return undefined;
  }
  // A password serves PLAIN and LOGIN, and CRAM-MD5 where a server knows nothing else.
  if (password !== undefined) return { username, secret: password };
  if (secret !== undefined) return { username, secret, method: "CRAM-MD5" };
  issues.push(warningAt([], `no auth_password is set for "${username}": mail is sent without logging in`));
  return undefined;
}

function inherited(
  node: RawLogin,
  global: GlobalConfig,
  field: "auth_password" | "auth_secret",
  issues: Issue[],
): SecretRef | undefined {
  const own = chooseSecret(node, field);
  issues.push(...own.issues);
  if (own.ref !== undefined || own.issues.length > 0) return own.ref;
  // Both forms at once in `global` are reported where `global` is checked.
  return chooseSecret({ ...global }, `smtp_${field}`).ref;
}
