import type { Section } from "../../config/section.ts";
import type { App } from "./inventory.ts";
import { RESERVED } from "./inventory-hosts.ts";
import { appSchema } from "./inventory-schema.ts";
import { TAKEN_NAMES } from "./wiring-names.ts";

/** Reads `apps`. None may be named like a client of the stack or a host: servers admit clients by that very name. */
export function readApps(section: Section, hosts: readonly string[]): readonly App[] {
  const apps: App[] = [];
  for (const item of section.items()) {
    const app = item.decode(appSchema, "app");
    if (app === undefined) continue;
    const quoted = JSON.stringify(app.name);
    if (apps.some(({ name }) => name === app.name)) item.error(`app ${quoted} is named twice`, ["name"]);
    if (TAKEN_NAMES.has(app.name) || RESERVED.has(app.name) || hosts.includes(app.name)) {
      item.error(`Cannot use app name ${quoted}: a host or a part of the stack has it`, ["name"]);
    }
    apps.push(app);
  }
  return apps;
}
