import { hostName } from "../../config/host-name.ts";
import { didYouMean } from "../../config/nearest.ts";
import type { Section } from "../../config/section.ts";
import { canonicalAddress, isDialable } from "./address.ts";
import type { Host } from "./inventory.ts";
import { FEATURES, type Feature, hostSchema, MAX_PORT } from "./inventory-schema.ts";
import { TAKEN_NAMES } from "./wiring-names.ts";

/** What a name or address that must be unique was first used for. */
type Taken = Map<string, string>;

export interface ReadHosts {
  readonly bastion: Host | undefined;
  readonly agents: readonly Host[];
  /** Every name that was read, for those who refer to hosts. */
  readonly names: readonly string[];
}

/** Folders in pki/ beside those of hosts, and what is no name for another machine. */
export const RESERVED: ReadonlySet<string> = new Set(["ca", "operators", "retired", "localhost"]);

/** Reads `hosts`: exactly one Bastion, and no name or address twice. */
export function readHosts(section: Section): ReadHosts {
  const taken: Taken = new Map();
  const hosts = section.items().flatMap((item) => {
    const host = readHost(item, taken);
    return host === undefined ? [] : [{ host, item }];
  });
  const [first, ...others] = hosts.filter(({ host }) => host.role === "bastion");
  for (const { host, item } of others) {
    const both = `${JSON.stringify(first?.host.name)} and ${JSON.stringify(host.name)}`;
    item.error(`Cannot have two hosts with role "bastion", ${both}: it is the one machine of the stack`, [
      "role",
    ]);
  }
  if (first === undefined && Array.isArray(section.value) && hosts.length === section.items().length) {
    section.error('Cannot read hosts: none has role "bastion"');
  }
  return {
    bastion: first?.host,
    agents: hosts.map(({ host }) => host).filter(({ role }) => role === "agent"),
    names: section.items().flatMap((item) => nameIn(item)),
  };
}

/** Even of a host with another fault, so that whoever refers to it is not told that it is unknown. */
function nameIn(item: Section): readonly string[] {
  const { value } = item.child("name");
  return value === undefined ? [] : [String(value)];
}

function readHost(section: Section, taken: Taken): Host | undefined {
  const raw = section.decode(hostSchema, "host");
  if (raw === undefined) return undefined;
  const { name, role } = raw;
  if (RESERVED.has(name) || TAKEN_NAMES.has(name)) {
    section.error(`Cannot use host name ${JSON.stringify(name)}: the stack has another use for it`, ["name"]);
  }
  claim(section.child("name"), "host name", name, name, taken);
  const addresses = readAddresses(section, [raw.address].flat(), name, taken);
  const features = readFeatures(section, role, raw.features ?? []);
  const open = raw.public === undefined ? undefined : readPublicHost(section, raw.public, role);
  const [address] = addresses;
  if (address === undefined) return undefined;
  return { name, role, address, addresses, features, ...(open !== undefined && { public: open }) };
}

function claim(section: Section, what: string, value: string, owner: string, taken: Taken): void {
  const key = `${what} ${value}`;
  const other = taken.get(key);
  if (other === undefined) taken.set(key, owner);
  else {
    const by = what === "address" ? `host ${JSON.stringify(other)} has it` : "another host has it";
    section.error(`Cannot use ${what} ${JSON.stringify(value)} twice: ${by}`);
  }
}

function readAddresses(
  section: Section,
  written: readonly string[],
  host: string,
  taken: Taken,
): readonly string[] {
  const isList = Array.isArray(section.child("address").value);
  return written.flatMap((given, index) => {
    const place = isList ? section.child("address").child(index) : section.child("address");
    const address = canonicalAddress(given);
    if (address === undefined || !isDialable(address)) {
      const reason =
        address === undefined
          ? "expected an IPv4 or IPv6 address such as 192.168.1.10"
          : "other hosts cannot reach it";
      place.error(`Cannot use address ${JSON.stringify(given)}: ${reason}`);
    } else claim(place, "address", address, host, taken);
    return address === undefined ? [] : [address];
  });
}

function readFeatures(section: Section, role: Host["role"], given: readonly unknown[]): readonly Feature[] {
  const place = section.child("features");
  if (role === "bastion" && given.length > 0) {
    place.error('Cannot give features to a host with role "bastion": it runs all of compose.yaml');
  }
  return given.flatMap((value, index) => {
    const feature = FEATURES.find((known) => known === value);
    if (feature === undefined) refuseFeature(place.child(index), value);
    else if (given.indexOf(value) < index)
      place.child(index).error(`feature ${JSON.stringify(value)} is given twice`);
    return feature === undefined ? [] : [feature];
  });
}

function refuseFeature(place: Section, value: unknown): void {
  const hint = didYouMean(String(value), FEATURES);
  place.error(`Unknown feature ${JSON.stringify(value)}: expected ${FEATURES.join(" or ")}${hint}`);
}

/** What answers there, of what each role publishes, when `public` names no port. */
const PUBLIC_PORT = { bastion: 443, agent: 22 } as const;

function readPublicHost(section: Section, given: string, role: Host["role"]): string | undefined {
  const [, name = given, port = String(PUBLIC_PORT[role])] = /^(.*?)(?::(\d{1,5}))?$/.exec(given) ?? [];
  if (hostName.safeParse(name).success && Number(port) >= 1 && Number(port) <= MAX_PORT)
    return `${name}:${port}`;
  const quoted = JSON.stringify(given);
  section.error(`Cannot use public ${quoted}: expected a name such as bastion.example.org, or name:port`, [
    "public",
  ]);
  return undefined;
}
