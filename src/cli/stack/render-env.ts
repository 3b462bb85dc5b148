import { bracketed } from "./address.ts";
import type { Host, Inventory } from "./inventory.ts";
import { hostFolder, NOTICE, type Rendered } from "./rendered.ts";

/** The variables of a host's Compose file. `docker compose` reads them from .env alone, so the images are here too. */
export function renderEnvs(inventory: Inventory, versions: string): readonly Rendered[] {
  const images = versions.split(/\r?\n/).filter((line) => /^[A-Z]/.test(line));
  const { bastion, agents } = inventory;
  return [
    {
      path: "compose/.env",
      content: envFile({ ...values(inventory, bastion), ...inventory.settings }, images),
    },
    ...agents.map((agent) => ({
      path: `${hostFolder(agent.name)}/.env`,
      content: envFile({ ...values(inventory, agent), COMPOSE_PROFILES: agent.features.join() }, images),
    })),
  ];
}

function values({ domain, bastion }: Inventory, host: Host): Readonly<Record<string, string>> {
  return {
    DOMAIN: domain,
    HOST_NAME: host.name,
    // Addresses as they stand in front of a port.
    HOST_ENDPOINT: bracketed(host.address),
    BASTION_ENDPOINT: bracketed(bastion.address),
  };
}

function envFile(fields: Readonly<Record<string, string>>, images: readonly string[]): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${quoted(value)}`);
  return `# ${NOTICE}\n${[...lines, ...images].join("\n")}\n`;
}

/** Only where it must be: blanks, `#` and `$` would be read as more than themselves. */
function quoted(value: string): string {
  return /^[\w.,:/@[\]-]*$/.test(value) ? value : `'${value}'`;
}
