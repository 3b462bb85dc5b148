import type { SecretRef } from "../../config/config.ts";
import type { HttpSettings } from "../../config/http.ts";

/** What `sendDiscord` needs of one entry of `discord_configs`. */
export interface DiscordSettings {
  readonly webhookUrl: SecretRef;
  readonly http: HttpSettings;
  readonly username?: string;
  readonly avatarUrl?: string;
}
