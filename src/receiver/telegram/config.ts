import * as z from "zod";
import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { errorAt, flag, httpUrl, parseNode, text, wholeNumber } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { chooseSecret, type SecretChoice } from "../../config/secret.ts";
import { resolution } from "../resolution.ts";
import { OUR_MESSAGE, type UnusedFields, unusedFieldIssues } from "../unused-fields.ts";
import { telegramOriginal } from "./original.ts";

/** Upstream's default of `telegram_api_url`. */
export const API_URL = "https://api.telegram.org";

/** What `sendTelegram` needs of one entry of `telegram_configs`. */
export interface TelegramSettings {
  readonly apiUrl: string;
  readonly token: SecretRef;
  /** As written: a chat's id has 64 bits, more than a number holds exactly. */
  readonly chat: string | SecretRef;
  readonly thread?: number;
  readonly silent: boolean;
  readonly http: HttpSettings;
}

/** Upstream's `telegram_configs` entry, every field and no other. */
const schema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  api_url: httpUrl.optional(),
  bot_token: text.optional(),
  bot_token_file: text.optional(),
  chat_id: text.optional(),
  chat_id_file: text.optional(),
  message_thread_id: wholeNumber.default(0),
  message: text.optional(),
  disable_notifications: flag.default(false),
  parse_mode: text.optional(),
  timeout: text.optional(),
});

type Raw = z.output<typeof schema>;

const fields: UnusedFields<Raw> = {
  unused: {
    message: OUR_MESSAGE,
    parse_mode: "our own message is HTML, and no text of an alert is markup",
    timeout: "every attempt has the same 10 s",
  },
  literal: {},
};

/** `telegram_configs`: a bot that edits its own message. */
export const telegramConfig: ReceiverKindConfig = {
  kind: "telegram",
  key: "telegram_configs",
  globals: ["telegram_api_url", "telegram_bot_token", "telegram_bot_token_file"],
  original: telegramOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(schema, raw, [], "telegram_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const http = inheritHttp(node.http_config, global);
  const token = chooseToken(node, global);
  const chat = chooseChat(node);
  const issues = [
    ...token.issues,
    ...chat.issues,
    ...parseModeIssues(node),
    ...unusedFieldIssues(node, fields),
  ];
  const settings = token.ref &&
    chat.ref && {
      apiUrl: node.api_url ?? global.telegram_api_url ?? API_URL,
      token: token.ref,
      chat: "value" in chat.ref ? chat.ref.value : chat.ref,
      ...(node.message_thread_id === 0 ? {} : { thread: node.message_thread_id }),
      silent: node.disable_notifications,
      http: http.settings,
    };
  const refs = [token.ref, chat.ref];
  return resolution(settings satisfies TelegramSettings | undefined, node.send_resolved, refs, http, issues);
}

function chooseToken(node: Raw, global: GlobalConfig): SecretChoice {
  const own = chooseSecret(node, "bot_token");
  if (own.ref !== undefined || own.issues.length > 0) return own;
  const { ref } = chooseSecret({ ...global }, "telegram_bot_token");
  if (ref !== undefined) return { ref, issues: [] };
  return { ref, issues: [errorAt([], "missing bot_token or bot_token_file on telegram_config")] };
}

function chooseChat(node: Raw): SecretChoice {
  // Upstream cannot tell a chat 0 from none.
  const chosen = chooseSecret({ ...node, chat_id: node.chat_id === "0" ? "" : node.chat_id }, "chat_id");
  if (chosen.issues.length > 0) return chosen;
  const { ref } = chosen;
  if (ref === undefined)
    return { ref, issues: [errorAt([], "missing chat_id or chat_id_file on telegram_config")] };
  if ("env" in ref || isChatId(ref.value)) return chosen;
  const message = `Cannot use chat_id ${JSON.stringify(ref.value)}: expected a whole number of 64 bits`;
  return { ref: undefined, issues: [errorAt(["chat_id"], message)] };
}

function isChatId(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function parseModeIssues({ parse_mode: mode = "" }: Raw): readonly Issue[] {
  if (["", "Markdown", "MarkdownV2", "HTML"].includes(mode)) return [];
  const known = "must be Markdown, MarkdownV2, HTML or empty string";
  return [errorAt(["parse_mode"], `unknown parse_mode on telegram_config, ${known}`)];
}
