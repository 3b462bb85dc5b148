import * as z from "zod";
import type { IdentityConfig, Role } from "./config.ts";
import { text } from "./field.ts";
import type { Section } from "./section.ts";

/** The tenant of an identity that names none. */
export const DEFAULT_TENANT = "main";

/** Longest name of an identity or tenant: both become log fields, keys of stored state and metric labels. */
export const MAX_NAME = 64;

const ROLES = ["ingest", "scrape", "viewer", "operator"] as const satisfies readonly Role[];

const nameSchema = text.refine((name) => name.length <= MAX_NAME && /^[\x21-\x7e]+$/.test(name), {
  error: (issue) =>
    `expected 1 to ${MAX_NAME} printable ASCII characters without spaces, got ${JSON.stringify(issue.input)}`,
});

const identitySchema = z.strictObject({
  name: nameSchema,
  roles: z.array(z.enum(ROLES)).min(1, { error: "expected at least one role" }),
  tenant: nameSchema.optional(),
  certificates: z.array(text).min(1, { error: "expected at least one fingerprint" }).optional(),
  subject: text.optional(),
});

/** Reads `identities`; a name, a fingerprint or a subject stands for one identity alone. */
export function readIdentities(section: Section): readonly IdentityConfig[] {
  const owners = new Map<string, string>();
  return section.items().flatMap((item) => {
    const raw = item.decode(identitySchema, "identity");
    if (raw === undefined) return [];
    claim(item, owners, `name ${JSON.stringify(raw.name)}`, raw.name, ["name"]);
    const certificates = (raw.certificates ?? []).flatMap((value, index) => {
      const fingerprint = readFingerprint(item, value, index);
      const what = `certificate ${JSON.stringify(value)}`;
      if (fingerprint !== undefined)
        claim(item, owners, what, raw.name, ["certificates", index], fingerprint);
      return fingerprint ?? [];
    });
    checkSubject(item, raw, owners);
    const { name, roles, tenant = DEFAULT_TENANT, subject } = raw;
    return [{ name, roles, tenant, certificates, ...(subject === undefined ? {} : { subject }) }];
  });
}

/** Notes an error when another identity has the same; `key` is its canonical form. */
function claim(
  section: Section,
  owners: Map<string, string>,
  what: string,
  name: string,
  path: readonly (string | number)[],
  key = what,
): void {
  const owner = owners.get(key);
  if (owner !== undefined) section.error(`${what} is taken by identity ${JSON.stringify(owner)}`, path);
  else owners.set(key, name);
}

function readFingerprint(section: Section, value: string, index: number): string | undefined {
  const fingerprint = value.replaceAll(":", "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(fingerprint)) return fingerprint;
  const expected = "expected 64 hexadecimal digits, with or without colons";
  section.error(`Cannot read SHA-256 fingerprint ${JSON.stringify(value)}: ${expected}`, [
    "certificates",
    index,
  ]);
  return undefined;
}

function checkSubject(
  section: Section,
  raw: z.infer<typeof identitySchema>,
  owners: Map<string, string>,
): void {
  const identity = `identity ${JSON.stringify(raw.name)}`;
  const hasSubject = raw.subject !== undefined && raw.subject !== "";
  if (hasSubject === (raw.certificates !== undefined)) {
    section.error(`${identity} needs either certificates or a subject, not both`);
  }
  if (!hasSubject) return;
  const subject = JSON.stringify(raw.subject);
  claim(section, owners, `subject ${subject}`, raw.name, ["subject"]);
  const risk = "any holder of the account's CA can mint a certificate with it; certificates pin one";
  section.warn(`${identity} is known by its subject ${subject}: ${risk}`, ["subject"]);
}
