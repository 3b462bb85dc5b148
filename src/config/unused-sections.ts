import * as z from "zod";
import { durationSchema } from "./duration.ts";
import { flag, text } from "./field.ts";
import { headerValues, tlsConfigSchema } from "./http-schema.ts";
import type { Section } from "./section.ts";

const tracingSchema = z.strictObject({
  client_type: z
    .enum(["http", "grpc"], {
      error: (issue) => `expected tracing client type to be http or grpc, but got ${String(issue.input)}`,
    })
    .optional(),
  endpoint: text.optional(),
  sampling_fraction: z.number().optional(),
  insecure: flag.optional(),
  tls_config: tlsConfigSchema.optional(),
  headers: z.record(z.string(), headerValues).optional(),
  compression: z.enum(["", "gzip"]).optional(),
  timeout: durationSchema.optional(),
});

/** `outputs` until 0.33, a list for each kind since. What an output says is read by nobody here. */
const outputsSchema = z.array(z.looseObject({})).optional();
const eventRecorderSchema = z.strictObject({
  outputs: outputsSchema,
  stdout_outputs: outputsSchema,
  file_outputs: outputsSchema,
  webhook_outputs: outputsSchema,
  kafka_outputs: outputsSchema,
});

/** Checks the sections of Alertmanager's file that the edge does not act on, and says what it does instead. */
export function checkUnusedSections(root: Section): void {
  const templates = root.child("templates");
  if (templates.items().length > 0) {
    templates.read(z.array(text.nullable()));
    root.warn("templates are not read: messages have the edge's own layout", ["templates"]);
  }
  const tracing = root.child("tracing");
  if (tracing.value !== undefined) {
    tracing.decode(tracingSchema, "tracing");
    if (!tracing.has("endpoint")) tracing.error("tracing endpoint must be set");
    root.warn("tracing is not used: the edge writes one log line for each decision", ["tracing"]);
  }
  const recorder = root.child("event_recorder");
  if (recorder.value !== undefined) {
    recorder.decode(eventRecorderSchema, "event_recorder");
    root.warn("event_recorder is not used: the edge keeps its own log of attempts", ["event_recorder"]);
  }
}
