interface AlertContent {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface SilenceContent {
  readonly matchers: readonly object[];
  readonly createdBy: string;
  readonly comment: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What an alert says, in whatever order. */
export function alertContent({ labels, annotations }: AlertContent): string {
  return JSON.stringify([sortedEntries(labels), sortedEntries(annotations)]);
}

/** What a silence says but for its times, which others may change. */
export function silenceContent({ matchers, createdBy, comment, annotations = {} }: SilenceContent): string {
  const sorted = matchers.map((matcher) => JSON.stringify(sortedEntries(matcher))).sort();
  return JSON.stringify([sorted, createdBy, comment, sortedEntries(annotations)]);
}

function sortedEntries(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
