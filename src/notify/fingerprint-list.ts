/** A list this short is searched faster than it is indexed. */
const SHORT = 16;

const indexes = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Whether a list of a row or a log entry names the alert. Lists never change and may be asked once for each of 20,000
 * alerts, so long ones are indexed on the first question.
 */
export function isListed(list: readonly string[], fingerprint: string): boolean {
  if (list.length <= SHORT) return list.includes(fingerprint);
  return indexOf(list).has(fingerprint);
}

function indexOf(list: readonly string[]): ReadonlySet<string> {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const created = new Set(list);
  indexes.set(list, created);
  return created;
}
