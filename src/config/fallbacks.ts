import * as z from "zod";
import type { FallbackRoute, ReceiverConfig } from "./config.ts";
import { text } from "./field.ts";
import { readMatchers } from "./matchers.ts";
import type { Section } from "./section.ts";

const fallbackSchema = z.strictObject({ matchers: z.array(text).optional(), fallback: text });

/** Reads `routes`; `receivers` are those of the routing file, undefined when it could not be read. */
export function readFallbacks(
  section: Section,
  receivers: readonly ReceiverConfig[] | undefined,
): readonly FallbackRoute[] {
  const routes: FallbackRoute[] = [];
  for (const item of section.items()) {
    const raw = item.decode(fallbackSchema, "route");
    if (raw === undefined) continue;
    checkReceiver(item, raw.fallback, receivers);
    routes.push({ matchers: readMatchers(item.child("matchers")), fallback: raw.fallback });
  }
  return routes;
}

function checkReceiver(
  section: Section,
  name: string,
  receivers: readonly ReceiverConfig[] | undefined,
): void {
  if (receivers === undefined) return;
  const receiver = receivers.find((one) => one.name === name);
  const problem =
    receiver === undefined
      ? "is not among the receivers of the routing file"
      : "tells nobody: it has no integration";
  if ((receiver?.integrations.length ?? 0) > 0) return;
  section.error(`Cannot use fallback ${JSON.stringify(name)}: it ${problem}`, ["fallback"]);
}
