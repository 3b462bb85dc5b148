import type { Host, Inventory, Service } from "./inventory.ts";
import { type Rendered, yamlFile } from "./rendered.ts";

/** An entry of `probes` in the edge's words. */
interface OutsideProbe {
  readonly name: string;
  readonly role?: "box";
  readonly module: string;
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the edge looks at from outside: every host and service with a `public` address. */
export function renderProbes(inventory: Inventory): Rendered {
  const { bastion, agents, services } = inventory;
  const probes = [...[bastion, ...agents].flatMap(hostProbe), ...services.flatMap(serviceProbe)];
  return yamlFile("config/probes.yaml", { probes });
}

function hostProbe({ name, role, public: target }: Host): readonly OutsideProbe[] {
  if (target === undefined) return [];
  const box = role === "bastion" ? ({ role: "box" } as const) : {};
  return [{ name: `host-${name}`, ...box, module: "tcp_connect", target, labels: { host: name } }];
}

function serviceProbe({ name, host, public: target }: Service): readonly OutsideProbe[] {
  if (target === undefined) return [];
  const module = target.includes("://") ? "http_2xx" : "tcp_connect";
  return [{ name: `service-${name}`, module, target, labels: { host, service: name } }];
}
