import type { Contestant } from "./contestants.ts";

/** What a program shows of one case; in the order in which it shows it. */
export interface Part {
  readonly alerts: readonly unknown[];
  readonly groups: readonly unknown[];
  readonly silences: readonly unknown[];
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

interface Group {
  readonly receiver: { readonly name: string };
}

interface Silence {
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
}

/** Asks for all that a program shows, and parts it by case: three answers instead of three for each case. */
export async function partsOf(
  contestant: Contestant,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Part>> {
  const list = async (path: string) => (await contestant.ask({ method: "GET", path })).body;
  const [alerts, groups, silences] = await Promise.all([
    list("/alerts"),
    list("/alerts/groups"),
    list("/silences"),
  ]);
  // The comparison is about what stands in them; only what tells the cases apart is read here.
  const alertsOf = parted(alerts as readonly Labelled[], ({ labels }) => labels["case"]);
  const groupsOf = parted(groups as readonly Group[], ({ receiver }) => receiver.name.split("-")[0]);
  const silencesOf = parted(silences as readonly Silence[], ({ matchers }) => caseOf(matchers));
  return new Map(
    ids.map((id) => [
      id,
      {
        alerts: alertsOf.get(id) ?? [],
        groups: groupsOf.get(id) ?? [],
        silences: silencesOf.get(id) ?? [],
      },
    ]),
  );
}

function caseOf(matchers: Silence["matchers"]): string | undefined {
  return matchers.find(({ name }) => name === "case")?.value;
}

function parted<T>(items: readonly T[], idOf: (item: T) => string | undefined): Map<string, T[]> {
  return Map.groupBy(Array.isArray(items) ? items : [], (item: T) => idOf(item) ?? "");
}
