import type { Labels } from "../alert/labels.ts";
import type { Integration, Issue, ReceiverConfig, ReceiverKindConfig } from "./config.ts";
import { inheritedFields, type ReadGlobal } from "./global.ts";
import { unmaskSecrets } from "./masked-secret.ts";
import { textsByName } from "./own-labels.ts";
import type { Section } from "./section.ts";

/**
 * Every kind that Alertmanager 0.34 knows, in the order in which it writes them, so that one we lack is refused by name
 * and not as a typo.
 */
export const UPSTREAM_KINDS: readonly string[] = [
  "discord_configs",
  "email_configs",
  "incidentio_configs",
  "pagerduty_configs",
  "slack_configs",
  "webhook_configs",
  "opsgenie_configs",
  "wechat_configs",
  "pushover_configs",
  "victorops_configs",
  "sns_configs",
  "telegram_configs",
  "webex_configs",
  "msteams_configs",
  "msteamsv2_configs",
  "jira_configs",
  "rocketchat_configs",
  "mattermost_configs",
];

/** Whether Alertmanager's own file may hold entries of this kind; those of the others stand in the edge file. */
export function isUpstream({ key }: Pick<ReceiverKindConfig, "key">): boolean {
  return UPSTREAM_KINDS.includes(key);
}

/** Reads `receivers`. */
export function readReceivers(
  section: Section,
  kinds: readonly ReceiverKindConfig[],
  inherited: ReadGlobal,
): readonly ReceiverConfig[] {
  const taken = new Set<string>();
  return section.filledItems().flatMap((item) => {
    if (!item.checkFields(fieldNames(kinds), "receiver")) return [];
    const name = String(item.child("name").value ?? "");
    if (name === "") item.error("missing name in receiver");
    else if (taken.has(name)) {
      item.error(`notification config name ${JSON.stringify(name)} is not unique`, ["name"]);
    }
    taken.add(name);
    const labels = readLabels(item.child("labels"), name);
    refuseForeignKinds(item, name, kinds);
    const own = kinds.filter(isUpstream);
    const integrations = own.flatMap((kind) => readKind(item, name, kind, inherited));
    return [{ name, ...(labels && { labels }), integrations }];
  });
}

function fieldNames(kinds: readonly ReceiverKindConfig[]): readonly string[] {
  return ["name", "labels", ...new Set([...UPSTREAM_KINDS, ...kinds.map((kind) => kind.key)])];
}

function readLabels(section: Section, name: string): Labels | undefined {
  const raw = section.value === undefined ? undefined : section.read(textsByName);
  if (raw === undefined) return undefined;
  const labels = Object.fromEntries(Object.entries(raw).map(([label, value = ""]) => [label, value]));
  const { name: own = name } = labels;
  if (own !== name) {
    const message = `receiver label "name" must match receiver name ${JSON.stringify(name)}`;
    section.error(`${message}, got ${JSON.stringify(own)}`, ["name"]);
  }
  section.warn("labels of a receiver only filter the API's lists: messages show the alerts' own labels");
  return labels;
}

function refuseForeignKinds(section: Section, name: string, kinds: readonly ReceiverKindConfig[]): void {
  const [ours, beyond] = [kinds.filter(isUpstream), kinds.filter((kind) => !isUpstream(kind))];
  const has = ours.map(({ key }) => key).toSorted();
  if (typeof section.value !== "object" || section.value === null) return;
  for (const key of Object.keys(section.value)) {
    const refusal = `Cannot use ${key} in receiver ${JSON.stringify(name)}`;
    if (beyond.some((kind) => kind.key === key)) {
      const hint = "Alertmanager, which knows no such kind, would refuse this file; write it under receivers";
      section.error(`${refusal}: ${hint} in the edge file`, [key]);
    } else if (isUpstream({ key }) && !has.includes(key)) {
      section.error(`${refusal}: this edge has no such kind, it has ${has.join(", ")}`, [key]);
    }
  }
}

/** What the entries of one kind in one receiver become; those with an error become nothing. */
export function readKind(
  receiver: Section,
  name: string,
  kind: ReceiverKindConfig,
  inherited: Pick<ReadGlobal, "global" | "section">,
): readonly Integration[] {
  return receiver
    .child(kind.key)
    .items()
    .flatMap((entry, index) => {
      if (typeof entry.value !== "object" || entry.value === null || Array.isArray(entry.value)) {
        // Not quoted: an URL in the place of an entry is a secret.
        entry.error(`Cannot read ${kind.key}: expected a list of mappings`);
        return [];
      }
      const raw = unmaskSecrets(`${kind.kind}_`, { ...entry.value });
      const resolved = kind.resolve(raw, inherited.global);
      noteIssues(entry, resolved.issues, inherited.section, inheritedFields(kind));
      if (resolved.issues.some((issue) => issue.severity === "error")) return [];
      const { settings, sendResolved, secrets } = resolved;
      return [{ receiver: name, kind: kind.kind, index, sendResolved, settings, secrets }];
    });
}

/** A finding about what the entry inherits stands where it was written: in `global:`, often behind a prefix. */
function noteIssues(
  entry: Section,
  issues: readonly Issue[],
  global: Section,
  inheritable: readonly string[],
): void {
  for (const issue of issues) {
    const [field, ...rest] = issue.path;
    const isInherited = typeof field === "string" && !entry.has(field);
    const named = (name: string) => name === field || name.endsWith(`_${field}`);
    const name = isInherited ? inheritable.find((one) => named(one) && global.has(one)) : undefined;
    if (name === undefined) entry.noteIssues([issue]);
    else global.noteIssues([{ ...issue, path: [name, ...rest] }]);
  }
}
