import * as z from "zod";
import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { defined } from "../../config/defined.ts";
import { errorAt, flag, httpUrl, parseNode, text } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { requireSecret } from "../../config/secret.ts";
import { timeoutSchema } from "../go-duration.ts";
import { resolution } from "../resolution.ts";
import { isTemplated, literalOf } from "../template.ts";
import { SEVERITIES, type Severity } from "../title.ts";
import { OUR_MESSAGE, type UnusedFields, unusedFieldIssues } from "../unused-fields.ts";
import { pagerdutyOriginal } from "./original.ts";

/** Upstream's default of `pagerduty_url`. */
export const ENQUEUE_URL = "https://events.pagerduty.com/v2/enqueue";

/** What `renderPagerDuty` and `sendPagerDuty` need of one entry of `pagerduty_configs`. */
export interface PagerDutySettings {
  readonly url: string;
  readonly routingKey: SecretRef;
  readonly http: HttpSettings;
  readonly client?: string;
  readonly clientUrl?: string;
  readonly source?: string;
  /** In place of the alerts' own. */
  readonly severity?: Severity;
  readonly class?: string;
  readonly component?: string;
  readonly group?: string;
}

/** Upstream's `pagerduty_configs` entry, every field and no other. */
const schema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  service_key: text.optional(),
  service_key_file: text.optional(),
  routing_key: text.optional(),
  routing_key_file: text.optional(),
  url: httpUrl.optional(),
  client: text.optional(),
  client_url: text.optional(),
  description: text.optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  images: z
    .array(z.strictObject({ src: text.optional(), alt: text.optional(), href: text.optional() }))
    .optional(),
  links: z.array(z.strictObject({ href: text.optional(), text: text.optional() })).optional(),
  source: text.optional(),
  severity: text.optional(),
  class: text.optional(),
  component: text.optional(),
  group: text.optional(),
  timeout: timeoutSchema.optional(),
});

type Raw = z.output<typeof schema>;

const fields: UnusedFields<Raw> = {
  unused: {
    description: OUR_MESSAGE,
    details: "the event carries our own message and the labels that all alerts share",
    images: "the event has no images",
    links: "the event links to the runbook and the source",
    timeout: "every attempt has the same 10 s",
  },
  literal: {
    client: "the client is Farwatch",
    client_url: "the event links to the pages of this edge",
    source: "the source is the instance",
    severity: "the severity is that of the alerts",
    class: "the class is the alerts' name",
    component: "the event names no component",
    group: "the event names no group",
  },
};

/** `pagerduty_configs`: the Events API, version 2. */
export const pagerdutyConfig: ReceiverKindConfig = {
  kind: "pagerduty",
  key: "pagerduty_configs",
  globals: ["pagerduty_url"],
  original: pagerdutyOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(schema, raw, [], "pagerduty_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const http = inheritHttp(node.http_config, global);
  const serviceKeys = serviceKeyIssues(node);
  const key =
    serviceKeys.length > 0 ? { ref: undefined, issues: serviceKeys } : requireSecret(node, "routing_key");
  const issues = [...key.issues, ...severityIssues(node), ...unusedFieldIssues(node, fields)];
  const url = node.url ?? global.pagerduty_url ?? ENQUEUE_URL;
  const settings = key.ref && { url, routingKey: key.ref, http: http.settings, ...literalsOf(node) };
  return resolution(
    settings satisfies PagerDutySettings | undefined,
    node.send_resolved,
    [key.ref],
    http,
    issues,
  );
}

function literalsOf(node: Raw) {
  return defined({
    client: literalOf(node.client),
    clientUrl: literalOf(node.client_url),
    source: literalOf(node.source),
    severity: SEVERITIES.find((severity) => severity === node.severity),
    class: literalOf(node.class),
    component: literalOf(node.component),
    group: literalOf(node.group),
  });
}

/** Version 1 has no severity and no links, and PagerDuty makes no keys for it any more. */
function serviceKeyIssues(node: Raw): readonly Issue[] {
  const given = (["service_key", "service_key_file"] as const).filter((field) => (node[field] ?? "") !== "");
  const instead =
    'it belongs to version 1 of the Events API; add an integration "Events API V2" to the service';
  return given.map((field) => errorAt([field], `Cannot use ${field}: ${instead}, and give its routing_key`));
}

function severityIssues({ severity = "" }: Raw): readonly Issue[] {
  if (severity === "" || isTemplated(severity) || SEVERITIES.some((one) => one === severity)) return [];
  const known = SEVERITIES.join(", ");
  return [errorAt(["severity"], `Cannot use severity ${JSON.stringify(severity)}: PagerDuty knows ${known}`)];
}
