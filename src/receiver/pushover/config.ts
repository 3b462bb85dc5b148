import * as z from "zod";
import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { defined } from "../../config/defined.ts";
import { errorAt, flag, parseNode, text, warningAt } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { requireSecret } from "../../config/secret.ts";
import { parseGoDuration } from "../go-duration.ts";
import { resolution } from "../resolution.ts";
import { isTemplated, literalOf } from "../template.ts";
import { OUR_MESSAGE, type UnusedFields, unusedFieldIssues } from "../unused-fields.ts";
import { pushoverOriginal } from "./original.ts";

// https://pushover.net/api#priority
export const MIN_RETRY_MS = 30_000;
export const MAX_EXPIRE_MS = 10_800_000;
/** Upstream's defaults. */
export const DEFAULT_RETRY = "1m";
export const DEFAULT_EXPIRE = "1h";

/** What `renderPushover` and `sendPushover` need of one entry of `pushover_configs`. */
export interface PushoverSettings {
  readonly user: SecretRef;
  readonly token: SecretRef;
  readonly http: HttpSettings;
  /** In place of the one that follows the severity of what fires. */
  readonly priority?: number;
  readonly retryMs: number;
  readonly expireMs: number;
  /** After which a phone forgets the message; never when 0. */
  readonly ttlMs: number;
  readonly device?: string;
  readonly sound?: string;
}

/** Go's form, within what Pushover takes: it would refuse the page itself. */
const duration = (want: string, isTaken: (ms: number) => boolean) =>
  text.transform((value, context) => {
    const parsed = parseGoDuration(value);
    if (parsed.ok && isTaken(parsed.value)) return parsed.value;
    const message = parsed.ok ? `Pushover wants ${want}, got ${JSON.stringify(value)}` : parsed.error;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Upstream's `pushover_configs` entry, every field and no other. */
const schema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  user_key: text.optional(),
  user_key_file: text.optional(),
  token: text.optional(),
  token_file: text.optional(),
  title: text.optional(),
  message: text.optional(),
  url: text.optional(),
  url_title: text.optional(),
  device: text.optional(),
  sound: text.optional(),
  priority: text.optional(),
  retry: duration("at least 30s", (ms) => ms >= MIN_RETRY_MS).prefault(DEFAULT_RETRY),
  expire: duration("at most 3h", (ms) => ms > 0 && ms <= MAX_EXPIRE_MS).prefault(DEFAULT_EXPIRE),
  ttl: duration("a positive time", (ms) => ms >= 0).prefault("0"),
  html: flag.default(false),
  monospace: flag.default(false),
});

type Raw = z.output<typeof schema>;

const fields: UnusedFields<Raw> = {
  unused: {
    title: OUR_MESSAGE,
    message: OUR_MESSAGE,
    url: "the message links to the runbook, or to the source",
    url_title: "the message links to the runbook, or to the source",
  },
  literal: {
    device: "every device of the user is told",
    sound: "the user's own sound is played",
    priority: "the priority follows the severity: emergency for critical, high for error, low for info",
  },
};

/** `pushover_configs`: a push that a critical repeats until somebody acknowledges it. */
export const pushoverConfig: ReceiverKindConfig = {
  kind: "pushover",
  key: "pushover_configs",
  original: pushoverOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(schema, raw, [], "pushover_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const http = inheritHttp(node.http_config, global);
  const [user, token] = [requireSecret(node, "user_key"), requireSecret(node, "token")];
  const issues = [
    ...user.issues,
    ...token.issues,
    ...priorityIssues(node),
    ...formIssues(node),
    ...unusedFieldIssues(node, fields),
  ];
  const settings = user.ref &&
    token.ref && {
      user: user.ref,
      token: token.ref,
      http: http.settings,
      retryMs: node.retry,
      expireMs: node.expire,
      ttlMs: node.ttl,
      ...defined({
        priority: literalOf(node.priority) === undefined ? undefined : Number(node.priority),
        device: literalOf(node.device),
        sound: literalOf(node.sound),
      }),
    };
  const refs = [user.ref, token.ref];
  return resolution(settings satisfies PushoverSettings | undefined, node.send_resolved, refs, http, issues);
}

function priorityIssues({ priority = "" }: Raw): readonly Issue[] {
  if (priority === "" || isTemplated(priority) || /^(?:-[12]|[012])$/.test(priority)) return [];
  return [errorAt(["priority"], `Cannot use priority ${JSON.stringify(priority)}: expected -2 to 2`)];
}

function formIssues({ html, monospace }: Raw): readonly Issue[] {
  if (html && monospace) return [errorAt([], "at most one of monospace & html must be configured")];
  const given = html ? "html" : monospace ? "monospace" : undefined;
  if (given === undefined) return [];
  return [warningAt([given], `${given} is not used: our own message is plain text`)];
}
