/** As many as a team forgets to clean up; limits allow more. */
export const SILENCES = 1_000;

const LASTS_MS = 3_600_000;

interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** A body of `POST /api/v2/silences`. */
export interface PostableSilence {
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

const is = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true });
const isNot = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: false });
const reads = (name: string, value: string) => ({ name, value, isRegex: true, isEqual: true });
const readsNot = (name: string, value: string) => ({ name, value, isRegex: true, isEqual: false });

/** What people and their tools write, none of which falls on an alert of the bench: each would be a message less. */
const KINDS: readonly ((number: number) => readonly Matcher[])[] = [
  (number) => [is("instance", `db-${number}`)],
  (number) => [reads("instance", `db-(${number}|spare-.*)`)],
  (number) => [reads("job", `.*-batch-${number}`)],
  // No index leads past these: they name a value of every alert, or none at all.
  (number) => [is("alertname", "HostHighCpu"), readsNot("instance", `(host|new|idle)-.*|db-${number}`)],
  (number) => [isNot("severity", "warning"), readsNot("env", `dev-${number}|test`)],
];

export function silenceOf(number: number, now: number): PostableSilence {
  const kind = KINDS[number % KINDS.length];
  return {
    matchers: kind?.(number) ?? [],
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + LASTS_MS).toISOString(),
    createdBy: "bench",
    comment: `silence ${number}`,
  };
}
