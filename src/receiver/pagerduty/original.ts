import type { YamlStruct, YamlValue } from "../../config/go-yaml/value.ts";
import {
  anyOf,
  type Fields,
  flag,
  list,
  mapOf,
  readFields,
  secret,
  text,
  url,
} from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalKind } from "../../config/original/kind.ts";
import type { Node } from "../../config/original/node.ts";
import { goDuration } from "../original-duration.ts";

const DETAILS: readonly (readonly [name: string, template: string])[] = [
  ["firing", "{{ .Alerts.Firing | toJson }}"],
  ["resolved", "{{ .Alerts.Resolved | toJson }}"],
  ["num_firing", "{{ .Alerts.Firing | len }}"],
  ["num_resolved", "{{ .Alerts.Resolved | len }}"],
];

const fields: Fields = {
  send_resolved: flag(true),
  http_config: httpConfig,
  service_key: secret,
  service_key_file: text(),
  routing_key: secret,
  routing_key_file: text(),
  url: url(),
  client: text('{{ template "pagerduty.default.client" . }}'),
  client_url: text('{{ template "pagerduty.default.clientURL" . }}'),
  description: text('{{ template "pagerduty.default.description" .}}'),
  details: (node) => new Map<string, YamlValue>([...DETAILS, ...mapOf(node, anyOf)]),
  images: list((node: Node) => readFields({ src: text(), alt: text(), href: text() }, node)),
  links: list((node: Node) => readFields({ href: text(), text: text() }, node)),
  source: text(),
  severity: text(),
  class: text(),
  component: text(),
  group: text(),
  timeout: goDuration,
};

export const pagerdutyOriginal: OriginalKind = {
  fields,
  inherits: { http_config: "http_config", url: "pagerduty_url" },
  newer: ["timeout"],
  settle: (entry: YamlStruct) => ({ ...entry, source: entry.source ?? entry.client }),
};
