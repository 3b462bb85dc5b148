import type { Inventory } from "./inventory.ts";
import { renderConfigs } from "./render-configs.ts";
import { renderEnvs } from "./render-env.ts";
import { renderFirewalls } from "./render-firewall.ts";
import { renderProbes } from "./render-probes.ts";
import { renderTargets } from "./render-targets.ts";
import { renderWebConfigs } from "./render-web.ts";
import type { Rendered } from "./rendered.ts";
import type { Sources } from "./sources.ts";

/** Everything that follows from an inventory and the checked-in files; the same bytes each time. */
export function renderAll(inventory: Inventory, sources: Sources): readonly Rendered[] {
  const files = [
    ...renderEnvs(inventory, sources.versions),
    ...renderConfigs(inventory, sources),
    ...renderTargets(inventory),
    ...renderWebConfigs(inventory),
    ...renderFirewalls(inventory),
    renderProbes(inventory),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
