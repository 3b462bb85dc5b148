import * as z from "zod";
import { text } from "../../config/field.ts";
import { hostName } from "../../config/host-name.ts";

/** Profiles of agent.compose.yaml: what an agent has beside collector and node_exporter. */
export const FEATURES = ["docker", "gpu"] as const;

export type Feature = (typeof FEATURES)[number];

/** Longest name of a host or service: `service-NAME` is a name of an outside probe, which holds 64 (`MAX_WATCHED_NAME`). */
export const MAX_NAME = 56;

/** Longest name of an operator: it is the common name of a certificate (X.520, ub-common-name). */
export const MAX_OPERATOR_NAME = 64;

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** A label of the DNS: `<host>.<domain>` is a name in certificates. */
const hostLabel = text.refine((name) => name.length <= MAX_NAME && LABEL.test(name), {
  error: ({ input }) =>
    `expected 1 to ${MAX_NAME} lower-case letters, digits and inner dashes, got ${JSON.stringify(input)}`,
});

const serviceName = text.refine(
  (name) => name.length <= MAX_NAME && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name),
  {
    error: ({ input }) =>
      `expected 1 to ${MAX_NAME} letters, digits, dots, dashes and underscores, a letter or digit first, got ${JSON.stringify(input)}`,
  },
);

/** Highest user id of Linux; the one above it means nobody in particular (chown(2)). */
export const MAX_UID = 4_294_967_294;

const uid = z.number().refine((value) => Number.isInteger(value) && value >= 0 && value <= MAX_UID, {
  error: ({ input }) => `expected a user id from 0 to ${MAX_UID}, got ${JSON.stringify(input)}`,
});

/** A file's name, a label's value. */
const jobName = text.refine((name) => /^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name), {
  error: ({ input }) =>
    `expected a letter and then letters, digits, dashes and underscores, got ${JSON.stringify(input)}`,
});

export const operatorName = text.refine(
  (name) => name.length <= MAX_OPERATOR_NAME && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name),
  {
    error: ({ input }) =>
      `expected 1 to ${MAX_OPERATOR_NAME} letters, digits, dots, dashes and underscores, a letter or digit first, got ${JSON.stringify(input)}`,
  },
);

export const MAX_PORT = 65_535;

const port = z.number().refine((value) => Number.isInteger(value) && value >= 1 && value <= MAX_PORT, {
  error: ({ input }) => `expected a port from 1 to ${MAX_PORT}, got ${JSON.stringify(input)}`,
});

export const inventoryFields = [
  "domain",
  "edge",
  "hosts",
  "services",
  "targets",
  "apps",
  "operators",
  "lan",
  "settings",
] as const;

export const domainSchema = hostName;

/** A line of .env, which single quotes keep as it is. */
const setting = text
  .refine((value) => !/['\r\n\0]/.test(value), {
    error: ({ input }) => `expected one line without single quotes, got ${JSON.stringify(input)}`,
  })
  .optional();

/** What compose.yaml has a default for, and this installation perhaps another value. */
export const settingsSchema = z.strictObject({
  BACKUP_DIR: setting,
  BACKUP_HEARTBEAT_URL: setting,
  DOCKER_GID: setting,
});

/** URLs are checked by their reader, which may quote them: nothing in an inventory is secret. */
export const edgeSchema = z.strictObject({ url: text, runbooks: text, ca: text.optional() });

export const hostSchema = z.strictObject({
  name: hostLabel,
  role: z.enum(["bastion", "agent"]),
  address: z.union([text, z.array(text).min(1, { error: "expected at least one address" })]),
  public: text.optional(),
  features: z.array(z.unknown()).optional(),
});

export const serviceSchema = z.strictObject({
  name: serviceName,
  host: text,
  url: text,
  module: text,
  public: text.optional(),
});

export const targetSchema = z.strictObject({
  job: jobName,
  host: text,
  port,
  scheme: z.enum(["http", "https"]).default("https"),
  path: text.default("/metrics"),
});

export const appSchema = z.strictObject({ name: hostLabel, uid });
