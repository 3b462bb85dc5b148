/** What Alertmanager shows in place of a secret, and loads in place of any secret URL. */
export const MASK = "<secret>";

/** The endings of fields that have a `_file` twin. */
const SECRET_FIELD = /(?:url|token|password|secret|key)$/;

/**
 * Reads `webhook_url: <secret>` as `webhook_url_file: discord_webhook_url`: the field names the secret, behind
 * `prefix`. So a file can keep it out where the operator's Alertmanager has no `_file` form of the field yet
 * (`discord_configs` has one since 0.26), and still pass `amtool check-config`.
 */
export function unmaskSecrets(
  prefix: string,
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields = Object.entries(raw).map(([field, value]): [string, unknown] => {
    const isMasked = value === MASK && SECRET_FIELD.test(field) && raw[`${field}_file`] === undefined;
    return isMasked ? [`${field}_file`, `${prefix}${field}`] : [field, value];
  });
  return Object.fromEntries(fields);
}
