import { parse } from "yaml";

/** Lines of upstream's that say no more than a default, in fields that amtool 0.25 does not know. */
const NEWER = [
  " {2}smtp_tls_config:\n {4}insecure_skip_verify: false",
  " {2}slack_app_url: https://slack\\.com/api/chat\\.postMessage",
  " {2}rocketchat_api_url: https://open\\.rocket\\.chat/",
  " {4}app_url: https://slack\\.com/api/chat\\.postMessage",
  " {4}update_message: false",
  " {4}timeout: 0s",
  ' {4}url_file: ""',
  // A name may take several lines; another label would follow in the column of `name`.
  " {2}labels:\n {4}name: .*(?:\n(?: {5}.*)?)*(?!\n {4}\\S)",
].map((lines) => new RegExp(`^${lines}\n`, "gm"));

/** What upstream writes of `config`, changed in the two ways in which Farwatch writes it on purpose. */
export function forOlderClients(original: string, config: string): string {
  const urls = webhookUrls(config).map((url) =>
    URL.canParse(url) ? `${new URL(url).origin}/<secret>` : url,
  );
  return NEWER.reduce((text, lines) => text.replaceAll(lines, ""), original).replaceAll(
    /^ {4}url: <secret>$/gm,
    () => `    url: ${urls.shift()}`,
  );
}

interface Receiver {
  readonly webhook_configs?: readonly { readonly url?: string }[];
}

function webhookUrls(config: string): string[] {
  const { receivers = [] }: { receivers?: readonly Receiver[] } = parse(config, { merge: true });
  return receivers.flatMap(({ webhook_configs: entries }) => (entries ?? []).flatMap(({ url }) => url ?? []));
}
