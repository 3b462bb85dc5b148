import type { ReceiverConfig, ReceiverKindConfig } from "./config.ts";
import { didYouMean } from "./nearest.ts";
import { isUpstream, readKind, UPSTREAM_KINDS } from "./receivers.ts";
import { Section } from "./section.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Reads `receivers` of the edge file: entries of the kinds that Alertmanager lacks, each merged by its name into a
 * receiver that the routing file declares. `declared` is undefined when that file could not be read.
 */
export function readEdgeReceivers(
  section: Section,
  kinds: readonly ReceiverKindConfig[],
  declared: readonly ReceiverConfig[] | undefined,
): readonly ReceiverConfig[] {
  const taken = new Set<string>();
  const beyond = kinds.filter((kind) => !isUpstream(kind));
  const read = section.items().flatMap((item) => {
    if (!item.checkFields(["name", ...beyond.map(({ key }) => key), ...UPSTREAM_KINDS], "receiver"))
      return [];
    refuseUpstreamKinds(item);
    const name = String(item.child("name").value ?? "");
    checkName(item, name, taken, declared);
    taken.add(name);
    return beyond.flatMap((kind) => readKind(item, name, kind, { global: {}, section }));
  });
  return (declared ?? []).map((receiver) => {
    const own = read.filter(({ receiver: name }) => name === receiver.name);
    return own.length === 0 ? receiver : { ...receiver, integrations: [...receiver.integrations, ...own] };
  });
}

/** Where the entry for a receiver stands in the edge file's `receivers`; -1 when there is none. */
export function edgeReceiverAt(file: { readonly name: string; readonly text: string }, name: string): number {
  const parsed = parseYaml(file.name, file.text).file;
  const items = parsed === undefined ? [] : Section.root(parsed, []).child("receivers").items();
  return items.findIndex((item) => String(item.child("name").value) === name);
}

function refuseUpstreamKinds(item: Section): void {
  for (const key of UPSTREAM_KINDS.filter((one) => item.has(one))) {
    item.error(`Cannot use ${key} here: it belongs into the routing file, whose format knows it`, [key]);
  }
}

function checkName(
  item: Section,
  name: string,
  taken: ReadonlySet<string>,
  declared: readonly ReceiverConfig[] | undefined,
): void {
  if (name === "") return item.error("missing name in receiver");
  const quoted = JSON.stringify(name);
  if (taken.has(name)) return item.error(`receiver ${quoted} stands here twice`, ["name"]);
  if (declared === undefined || declared.some((one) => one.name === name)) return;
  const known = declared.map((one) => one.name);
  const hint = didYouMean(name, known);
  item.error(`Cannot extend receiver ${quoted}: it is not among those of the routing file${hint}`, ["name"]);
}
