import * as z from "zod";
import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { errorAt, flag, parseNode, text, urlProblem, wholeNumber } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { requireSecret } from "../../config/secret.ts";
import { timeoutSchema } from "../go-duration.ts";
import { resolution } from "../resolution.ts";
import { isTemplated } from "../template.ts";
import { type UnusedFields, unusedFieldIssues } from "../unused-fields.ts";
import { webhookOriginal } from "./original.ts";

/** What `sendWebhook` needs of one entry of `webhook_configs`. */
export interface WebhookSettings {
  readonly url: SecretRef;
  readonly http: HttpSettings;
  /** Alerts in one payload; 0 for all. */
  readonly maxAlerts: number;
  /** 0 for no limit beside that of every send. */
  readonly timeoutMs: number;
}

/** Upstream's `webhook_configs` entry, every field and no other. */
const schema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  url: text.optional(),
  url_file: text.optional(),
  max_alerts: wholeNumber.refine((count) => count >= 0, { error: "expected a whole number" }).default(0),
  timeout: timeoutSchema.default(0),
  payload: z.unknown().optional(),
});

type Raw = z.infer<typeof schema>;

const fields: UnusedFields<Raw> = {
  unused: { payload: "the body is Alertmanager's version 4 format" },
  literal: {},
};

/** `webhook_configs`: Alertmanager's version 4 format to any URL. */
export const webhookConfig: ReceiverKindConfig = {
  kind: "webhook",
  key: "webhook_configs",
  original: webhookOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(schema, raw, [], "webhook_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const url = requireSecret(node, "url");
  const http = inheritHttp(node.http_config, global);
  const issues = [...url.issues, ...urlIssues(node), ...unusedFieldIssues(node, fields)];
  const settings = url.ref && {
    url: url.ref,
    http: http.settings,
    maxAlerts: node.max_alerts,
    timeoutMs: node.timeout,
  };
  const refs = [url.ref];
  return resolution(settings satisfies WebhookSettings | undefined, node.send_resolved, refs, http, issues);
}

function urlIssues({ url = "" }: Raw): readonly Issue[] {
  if (url === "") return [];
  if (isTemplated(url)) return [errorAt(["url"], TEMPLATED_URL)];
  const problem = urlProblem(url);
  return problem === undefined ? [] : [errorAt(["url"], `Cannot read url: ${problem}`)];
}

// An error and no warning: a message in other words still arrives, a message to a literal `{{` never does.
const TEMPLATED_URL =
  "Cannot use a templated url: templates are not executed here; write one receiver for each URL and route to it";
