import type { SecretRef } from "../../config/config.ts";
import type { HttpSettings } from "../../config/http.ts";

/** What `sendSlack` needs of one entry of `slack_configs`. */
export interface SlackSettings {
  readonly access: SlackAccess;
  readonly http: HttpSettings;
  /** Edit the group's message instead of posting again; only the Web API can. */
  readonly update: boolean;
  readonly channel?: string;
  readonly username?: string;
  readonly iconEmoji?: string;
  readonly iconUrl?: string;
}

/** An incoming webhook, or `chat.postMessage` with a bot's token. */
export type SlackAccess =
  | { readonly kind: "url"; readonly url: SecretRef }
  | { readonly kind: "app"; readonly url: string; readonly token: SecretRef };
