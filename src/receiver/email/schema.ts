import * as z from "zod";
import { flag, text } from "../../config/field.ts";

/** Upstream's `email_configs` entry, every field and no other. */
export const emailSchema = z.strictObject({
  send_resolved: flag.default(false),
  to: text.default(""),
  from: text.optional(),
  smarthost: text.optional(),
  hello: text.optional(),
  auth_username: text.optional(),
  auth_password: text.optional(),
  auth_password_file: text.optional(),
  auth_secret: text.optional(),
  auth_secret_file: text.optional(),
  auth_identity: text.optional(),
  headers: z.record(z.string(), text).default({}),
  html: text.optional(),
  text: text.optional(),
  require_tls: flag.optional(),
  tls_config: z.unknown().optional(),
  force_implicit_tls: flag.optional(),
  threading: z.strictObject({ enabled: flag.default(false), thread_by_date: text.default("") }).optional(),
});

export type RawEmail = z.infer<typeof emailSchema>;
