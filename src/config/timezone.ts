import { text } from "./field.ts";
import type { Section } from "./section.ts";

/** Names that the platform takes beyond IANA's, for zones that nobody would guess: its BST is Bangladesh's. */
const FOREIGN_NAME =
  /^(?:A(?:CT|ET|GT|RT|ST)|B[ES]T|C(?:AT|NT|ST|TT)|E[AC]T|I[ES]T|JST|MIT|N[ES]T|P(?:LT|NT|RT|ST)|SST|VST|SystemV\/.*|US\/Pacific-New|Canada\/East-Saskatchewan)$/i;

/** The IANA name of the zone that `name` names, its own or that of which it is an alias; undefined for none. */
export function canonicalZone(name: string): string | undefined {
  // The platform also takes offsets (`+01:00`), which know no summer time.
  if (!/^[A-Za-z]/.test(name) || FOREIGN_NAME.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Reads `timezone`, an IANA name. */
export function readTimezone(section: Section): string | undefined {
  const name = section.read(text);
  if (name === undefined) return undefined;
  if (canonicalZone(name) !== undefined) return name;
  section.error(`Cannot use timezone ${JSON.stringify(name)}: expected an IANA name such as Europe/Berlin`);
  return undefined;
}
