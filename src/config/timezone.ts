import { text } from "./field.ts";
import type { Section } from "./section.ts";

/** Reads `timezone`, an IANA name. */
export function readTimezone(section: Section): string | undefined {
  const name = section.read(text);
  if (name === undefined) return undefined;
  if (isTimezone(name)) return name;
  section.error(`Cannot use timezone ${JSON.stringify(name)}: expected an IANA name such as Europe/Berlin`);
  return undefined;
}

function isTimezone(name: string): boolean {
  // The platform also takes offsets (`+01:00`), which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
