/** What Alertmanager shows in place of a secret, and loads in place of any secret URL. */
export const MASK = "<secret>";

/** Also with its host, as the status shows the URL of a webhook. */
const MASKED = /^(?:https?:\/\/[^/]+\/)?<secret>$/;

/** The endings of fields that have a `_file` twin. */
const SECRET_FIELD = /(?:url|token|password|secret|key)$/;

/** URLs that a message shows, or that upstream does not mask: they have no such twin. */
const OPEN_URL = /(?:_(?:icon|image|thumb|avatar|client)|^slack_app|^pagerduty|^pushover|^telegram_api)_url$/;

/**
 * Reads `webhook_url: <secret>` as `webhook_url_file: discord_webhook_url`: the field names the secret, behind
 * `prefix`, and so does `url: https://host/<secret>` of a webhook. So a file can keep it out where the operator's
 * Alertmanager has no `_file` form of the field yet (`discord_configs` has one since 0.26), and still pass
 * `amtool check-config`.
 */
export function unmaskSecrets(
  prefix: string,
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  // Alertmanager's own writing of a webhook has a `url_file` even where it is empty.
  const given = Object.entries(raw).filter(([field, value]) => value !== "" || !field.endsWith("_file"));
  const names = new Set(given.map(([field]) => field));
  const fields = given.map(([field, value]): [string, unknown] => {
    const isSecret = SECRET_FIELD.test(field) && !OPEN_URL.test(`${prefix}${field}`);
    const isMasked = MASKED.test(String(value)) && isSecret && !names.has(`${field}_file`);
    return isMasked ? [`${field}_file`, `${prefix}${field}`] : [field, value];
  });
  return Object.fromEntries(fields);
}
