import { readFileSync } from "node:fs";
import type { Diagnostic } from "../../config/config.ts";
import { defined } from "../../config/defined.ts";
import { Section } from "../../config/section.ts";
import { parseYaml } from "../../config/yaml.ts";
import { CliError, reasonOf } from "../cli-error.ts";
import { readApps } from "./inventory-apps.ts";
import { readHosts } from "./inventory-hosts.ts";
import { readLan, readOperators } from "./inventory-people.ts";
import { domainSchema, type Feature, inventoryFields, settingsSchema } from "./inventory-schema.ts";
import { readEdge, readServices, readTargets } from "./inventory-services.ts";

/** The one list of hosts, read and cross-checked. */
export interface Inventory {
  /** Where it was read from; `edge.ca` lies beside it. */
  readonly file: string;
  /** Every host is NAME.DOMAIN. */
  readonly domain: string;
  readonly edge: EdgeAddress;
  readonly bastion: Host;
  readonly agents: readonly Host[];
  readonly services: readonly Service[];
  readonly targets: readonly Target[];
  readonly apps: readonly App[];
  readonly operators: readonly string[];
  /** Networks from which people reach Grafana and ssh. */
  readonly lan: readonly string[];
  /** Variables of compose.yaml that shall not have their defaults. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface EdgeAddress {
  /** Origin of the machine host. */
  readonly url: string;
  /** Base of links to runbooks, without a slash at its end. */
  readonly runbooks: string;
  readonly ca?: string;
}

export interface Host {
  readonly name: string;
  readonly role: "bastion" | "agent";
  /** The one that Prometheus dials. */
  readonly address: string;
  /** That one and any others, in certificates and firewalls. */
  readonly addresses: readonly string[];
  /** `host:port` as reachable from outside. */
  readonly public?: string;
  readonly features: readonly Feature[];
}

/** Something that blackbox_exporter looks at, and with `public` the edge. */
export interface Service {
  readonly name: string;
  readonly host: string;
  readonly url: string;
  readonly module: string;
  readonly public?: string;
}

/** A further thing to scrape. */
export interface Target {
  readonly job: string;
  readonly host: string;
  readonly port: number;
  readonly scheme: "http" | "https";
  readonly path: string;
}

/** A container of one's own on Bastion that sends OTLP to Alloy, for which it needs a client certificate. */
export interface App {
  readonly name: string;
  /** The user it runs as, who must be able to read the key. */
  readonly uid: number;
}

export interface ReadInventory {
  /** Absent when a diagnostic is an error. */
  readonly inventory?: Inventory;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the file; everything that is wrong with it is one `CliError` of a line each. */
export function readInventory(path: string): Inventory {
  const { inventory, diagnostics } = parseInventory(path, textOf(path));
  if (inventory !== undefined) return inventory;
  throw new CliError(
    diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** Parses and cross-checks an inventory; every finding is listed, not only the first. */
export function parseInventory(name: string, text: string): ReadInventory {
  const parsed = parseYaml(name, text);
  if (parsed.file === undefined) return { diagnostics: parsed.diagnostics };
  const diagnostics: Diagnostic[] = [];
  const inventory = readRoot(name, Section.root(parsed.file, diagnostics));
  diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  return diagnostics.length > 0 || inventory === undefined ? { diagnostics } : { inventory, diagnostics };
}

function readRoot(file: string, root: Section): Inventory | undefined {
  if (!root.checkFields(inventoryFields, "the inventory")) return undefined;
  for (const field of ["domain", "edge", "hosts", "lan"]) {
    if (!root.has(field)) root.error(`Cannot read the inventory: "${field}" is missing`);
  }
  const domain = root.has("domain") ? root.child("domain").read(domainSchema) : undefined;
  const edge = root.has("edge") ? readEdge(root.child("edge")) : undefined;
  const { bastion, agents, names } = readHosts(root.child("hosts"));
  const services = readServices(root.child("services"), names);
  const targets = readTargets(root.child("targets"), names);
  const apps = readApps(root.child("apps"), names);
  const operators = readOperators(root.child("operators"), [...names, ...apps.map(({ name }) => name)]);
  const lan = readLan(root.child("lan"));
  const settings = defined(root.child("settings").decode(settingsSchema, "settings") ?? {});
  if (domain === undefined || edge === undefined || bastion === undefined) return undefined;
  const lists = { services, targets, apps, operators, lan, settings };
  return { file, domain: domain.toLowerCase(), edge, bastion, agents, ...lists };
}
