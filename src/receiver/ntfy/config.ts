import * as z from "zod";
import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { errorAt, flag, httpUrl, parseNode, text } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { chooseSecret, requireSecret, type SecretChoice } from "../../config/secret.ts";
import { resolution } from "../resolution.ts";

/** The server for who names none. */
export const NTFY_URL = "https://ntfy.sh";

/** What `sendNtfy` needs of one entry of `ntfy_configs`. */
export interface NtfySettings {
  /** The server's root, where messages are published as JSON. */
  readonly url: string;
  /** As written in the file, which makes no secret of it; or in a secret, for who knows it can read and write it. */
  readonly topic: string | SecretRef;
  readonly http: HttpSettings;
}

/** Ours: Alertmanager has no such kind. */
const schema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  url: httpUrl.optional(),
  topic: text.optional(),
  topic_file: text.optional(),
  token: text.optional(),
  token_file: text.optional(),
  username: text.optional(),
  password: text.optional(),
  password_file: text.optional(),
});

type Raw = z.output<typeof schema>;

/** `ntfy_configs` of the edge file: ntfy.sh or a server of one's own. */
export const ntfyConfig: ReceiverKindConfig = { kind: "ntfy", key: "ntfy_configs", resolve };

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(schema, raw, [], "ntfy_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const topic = requireSecret(node, "topic");
  const token = chooseSecret(node, "token");
  const password = chooseSecret(node, "password");
  const http = inheritHttp(node.http_config, global);
  const issues = [
    ...topic.issues,
    ...topicIssues(node),
    ...token.issues,
    ...password.issues,
    ...loginIssues(node, { token, password, http: http.settings }),
  ];
  const settings = topic.ref && {
    url: node.url ?? NTFY_URL,
    topic: "value" in topic.ref ? topic.ref.value : topic.ref,
    http: { ...http.settings, ...loginOf(node, token.ref, password.ref) },
  };
  const refs = [topic.ref, token.ref, password.ref];
  return resolution(settings satisfies NtfySettings | undefined, node.send_resolved, refs, http, issues);
}

function loginOf(
  { username = "" }: Raw,
  token: SecretRef | undefined,
  password: SecretRef | undefined,
): Partial<HttpSettings> {
  if (token !== undefined) return { authorization: { type: "Bearer", credentials: token } };
  return password === undefined ? {} : { basicAuth: { username: { value: username }, password } };
}

/** The server's own pattern (https://github.com/binwiederhier/ntfy, server/server.go). */
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

function topicIssues({ topic = "" }: Raw): readonly Issue[] {
  if (topic === "" || TOPIC.test(topic)) return [];
  const want = "1 to 64 letters, digits, - and _";
  return [errorAt(["topic"], `Cannot use topic ${JSON.stringify(topic)}: expected ${want}`)];
}

interface Login {
  readonly token: SecretChoice;
  readonly password: SecretChoice;
  readonly http: HttpSettings;
}

function loginIssues({ username = "" }: Raw, { token, password, http }: Login): readonly Issue[] {
  const hasUser = username !== "";
  const hasPassword = password.ref !== undefined;
  if (hasUser !== hasPassword && password.issues.length === 0) {
    return [errorAt([], "username and password (or password_file) must be configured together")];
  }
  const ways = [token.ref, password.ref, http.authorization, http.basicAuth].filter(
    (way) => way !== undefined,
  );
  if (ways.length < 2) return [];
  return [
    errorAt([], "at most one of token, username & password, and the login of http_config must be configured"),
  ];
}
