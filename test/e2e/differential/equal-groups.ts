interface Group {
  readonly labels: object;
  readonly receiver: { readonly name: string };
  readonly alerts: readonly { readonly fingerprint: string; readonly status: object }[];
}

/**
 * A list of groups, in which those of equal labels and receiver stand in an order of our own: upstream leaves theirs to
 * chance (docs/differences.md, "equal groups"). Anything else is given back as it is.
 */
export function inOrder(list: unknown): unknown {
  if (!Array.isArray(list) || !list.every(isGroup)) return list;
  const runs = Map.groupBy(list, placeOf);
  for (const run of runs.values()) run.sort((a, b) => (contents(a) < contents(b) ? -1 : 1));
  return list.map((group) => runs.get(placeOf(group))?.shift());
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && "receiver" in value && "alerts" in value;
}

function placeOf({ labels, receiver }: Group): string {
  return JSON.stringify([Object.entries(labels).toSorted(), receiver.name]);
}

function contents({ alerts }: Group): string {
  return JSON.stringify(
    alerts.map(({ fingerprint, status }) => [fingerprint, Object.entries(status).toSorted()]),
  );
}
