/** Where Durable Objects can be asked to stand (Durable Objects, "Data location"); only their first call counts. */
const hints: readonly DurableObjectLocationHint[] = [
  ...(["wnam", "enam", "sam", "weur", "eeur", "apac", "apac-ne", "apac-se", "oc", "afr", "me"] as const),
];

function isHint(region: string): region is DurableObjectLocationHint {
  return hints.some((hint) => hint === region);
}

interface Namespace<Stub> {
  getByName(name: string, options?: { locationHint: DurableObjectLocationHint }): Stub;
}

/** The prober of a region. A name that is no location hint stands wherever it is first called from. */
export function proberIn<Stub>(probers: Namespace<Stub>, region: string): Stub {
  return isHint(region) ? probers.getByName(region, { locationHint: region }) : probers.getByName(region);
}

/** Regions that run a probe of their own; those that only confirm need no alarm and no tick. */
export function runningRegions(probes: readonly { readonly regions: readonly string[] }[]): string[] {
  return [...new Set(probes.map(({ regions }) => regions[0]).filter((region) => region !== undefined))];
}
