import { resolvePlain } from "../go-yaml/resolve.ts";
import type { YamlValue } from "../go-yaml/value.ts";
import {
  durationIfGiven,
  type Field,
  type Fields,
  flagIfTrue,
  list,
  readFields,
  section,
  text,
  textOf,
  textOrEmpty,
  wholeUnlessZero,
} from "./field.ts";
import { httpHeaders, tlsConfig } from "./http.ts";
import { items, type Node, ScalarNode } from "./node.ts";

const fraction: Field = (node) => {
  const value = node instanceof ScalarNode ? resolvePlain(node.text) : 0;
  return typeof value === "bigint" || typeof value === "number" ? Number(value) || undefined : undefined;
};

/** `tracing`, which the edge has no use for. */
export const tracing = section({
  client_type: text("grpc"),
  endpoint: text(),
  sampling_fraction: fraction,
  insecure: flagIfTrue,
  tls_config: tlsConfig,
  headers: httpHeaders,
  compression: text(),
  timeout: durationIfGiven,
});

const kafkaFields: Fields = {
  brokers: (node) => items(node).map(textOf),
  topic: textOrEmpty,
  client_id: text(),
  format: text("json"),
  acks: text(),
  compression: text(),
  buffer_size: wholeUnlessZero,
  tls_config: tlsConfig,
};

const listOf = (fields: Fields) => list((node: Node): YamlValue => readFields(fields, node));

/**
 * `event_recorder`, which the edge has no use for. Its `webhook_outputs` are left out: Alertmanager itself refuses to
 * read back what it writes of them, and with it amtool the whole file.
 */
export const eventRecorder: Field = (node) => {
  const recorder = readFields(
    { file_outputs: listOf({ path: textOrEmpty }), kafka_outputs: listOf(kafkaFields) },
    node,
  );
  return Object.values(recorder).some((outputs) => outputs !== undefined) ? recorder : undefined;
};
