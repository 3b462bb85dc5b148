import type { Content } from "./message.ts";

const RESOLVED = 0x2e7d32;
const UNKNOWN = 0x757575;
const FIRING = 0xc62828;
const BY_SEVERITY: ReadonlyMap<string, number> = new Map([
  ["warning", 0xf9a825],
  ["info", 0x1976d2],
]);

/** 0xRRGGBB by status and severity; whatever fires and is neither warning nor info is red. */
export function colourOf({ status, severity }: Pick<Content, "status" | "severity">): number {
  if (status === "resolved") return RESOLVED;
  if (status === "unknown") return UNKNOWN;
  return BY_SEVERITY.get(severity) ?? FIRING;
}
