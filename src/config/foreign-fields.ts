import type { Section } from "./section.ts";

/** Fields of blackbox_exporter that no probe here acts on. */
export interface ForeignFields {
  /** Left out, the probe would say something else than there: what to write instead. */
  readonly refused: Readonly<Record<string, string>>;
  /** Left out, the probe says the same: why it has no use here. */
  readonly unused: Readonly<Record<string, string>>;
}

const PLATFORM = "the platform decides it";

/** How the address is chosen: fields of every prober. */
export const IP_FIELDS: ForeignFields["unused"] = {
  preferred_ip_protocol: PLATFORM,
  ip_protocol_fallback: PLATFORM,
  source_ip_address: PLATFORM,
};

/** Says of each such field that is given what to do about it, and hands back the mapping without them. */
export function noteForeignFields(section: Section, { refused, unused }: ForeignFields): Section {
  for (const [name, instead] of Object.entries(refused)) {
    if (isSaid(section.child(name).value)) section.error(`Cannot use ${name}: ${instead}`, [name]);
  }
  for (const [name, why] of Object.entries(unused)) {
    if (isSaid(section.child(name).value)) section.warn(`${name} is not used: ${why}`, [name]);
  }
  return section.without([...Object.keys(refused), ...Object.keys(unused)]);
}

/** `fail_if_ssl: false` and its like ask for nothing. */
function isSaid(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== "";
}
