import type { Integration, Issue, ReceiverConfig, ReceiverKindConfig } from "./config.ts";
import type { ReadGlobal } from "./global.ts";
import { unmaskSecrets } from "./masked-secret.ts";
import type { Section } from "./section.ts";

/** Every kind that Alertmanager 0.34 knows, so that one we lack is refused by name and not as a typo. */
export const UPSTREAM_KINDS: readonly string[] = [
  "discord_configs",
  "email_configs",
  "incidentio_configs",
  "jira_configs",
  "mattermost_configs",
  "msteams_configs",
  "msteamsv2_configs",
  "opsgenie_configs",
  "pagerduty_configs",
  "pushover_configs",
  "rocketchat_configs",
  "slack_configs",
  "sns_configs",
  "telegram_configs",
  "victorops_configs",
  "webex_configs",
  "webhook_configs",
  "wechat_configs",
];

/** How a field of an entry is called in `global:`, where what the entry leaves out is taken from. */
const GLOBAL_PREFIXES = ["", "smtp_", "slack_"];

/** Reads `receivers`. */
export function readReceivers(
  section: Section,
  kinds: readonly ReceiverKindConfig[],
  inherited: ReadGlobal,
): readonly ReceiverConfig[] {
  const taken = new Set<string>();
  return section.items().flatMap((item) => {
    if (!item.checkFields(fieldNames(kinds), "receiver")) return [];
    const name = String(item.child("name").value ?? "");
    if (name === "") item.error("missing name in receiver");
    else if (taken.has(name)) {
      item.error(`notification config name ${JSON.stringify(name)} is not unique`, ["name"]);
    }
    taken.add(name);
    checkLabels(item, name);
    refuseMissingKinds(item, name, kinds);
    return [{ name, integrations: kinds.flatMap((kind) => readKind(item, name, kind, inherited)) }];
  });
}

function fieldNames(kinds: readonly ReceiverKindConfig[]): readonly string[] {
  return ["name", "labels", ...new Set([...UPSTREAM_KINDS, ...kinds.map((kind) => kind.key)])];
}

function checkLabels(section: Section, name: string): void {
  const labels = section.child("labels");
  if (labels.value === undefined) return;
  const own = labels.child("name").value;
  if (own !== undefined && String(own) !== name) {
    const message = `receiver label "name" must match receiver name ${JSON.stringify(name)}`;
    section.error(`${message}, got ${JSON.stringify(own)}`, ["labels", "name"]);
  }
  section.warn("labels of a receiver are not used: messages show the alerts' own labels", ["labels"]);
}

function refuseMissingKinds(section: Section, name: string, kinds: readonly ReceiverKindConfig[]): void {
  const ours = kinds.map((kind) => kind.key);
  if (typeof section.value !== "object" || section.value === null) return;
  for (const key of Object.keys(section.value)) {
    if (ours.includes(key) || !UPSTREAM_KINDS.includes(key)) continue;
    const message = `Cannot use ${key} in receiver ${JSON.stringify(name)}: this edge has no such kind`;
    section.error(`${message}, it has ${ours.toSorted().join(", ")}`, [key]);
  }
}

function readKind(
  receiver: Section,
  name: string,
  kind: ReceiverKindConfig,
  inherited: ReadGlobal,
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
      noteIssues(entry, resolved.issues, inherited.section);
      if (resolved.issues.some((issue) => issue.severity === "error")) return [];
      const { settings, sendResolved, secrets } = resolved;
      return [{ receiver: name, kind: kind.kind, index, sendResolved, settings, secrets }];
    });
}

/** A finding about what the entry inherits stands where it was written: in `global:`. */
function noteIssues(entry: Section, issues: readonly Issue[], global: Section): void {
  for (const issue of issues) {
    const [field, ...rest] = issue.path;
    const isInherited = typeof field === "string" && !entry.has(field);
    const name = isInherited
      ? GLOBAL_PREFIXES.map((prefix) => prefix + field).find((name) => global.has(name))
      : undefined;
    if (name === undefined) entry.noteIssues([issue]);
    else global.noteIssues([{ ...issue, path: [name, ...rest] }]);
  }
}
