import { join } from "node:path";
import { describe, it } from "vitest";
import { readInventory } from "../../../src/cli/stack/inventory.ts";
import { type Endpoint, endpoints, holders } from "../../../src/cli/stack/wiring.ts";
import { root } from "../source.ts";
import { type ComposeFile, type Service, servicesOf, sourcesOf } from "./compose.ts";

const inventory = readInventory(join(root, "compose/inventory.yaml"));
const { bastion } = inventory;
const all = endpoints(inventory);

const fileOf = ({ host }: { readonly host: string }): ComposeFile =>
  host === bastion.name ? "compose/compose.yaml" : "compose/agent.compose.yaml";

const serviceOf = (one: Endpoint): Service | undefined => servicesOf(fileOf(one)).get(one.service);

/** The container whose network the service listens in. */
function networkOwner(one: Endpoint): string {
  return /^service:(.+)$/.exec(serviceOf(one)?.network_mode ?? "")?.[1] ?? one.service;
}

const isOnHost = (one: Endpoint) => serviceOf(one)?.network_mode === "host";

/** A variable that must be set, as a Compose file writes it. */
const required = (name: string) => `\${${name}:?}`;

/** The address of a host as its Compose file writes it. */
function written(one: Endpoint): string {
  if (one.published?.address === "127.0.0.1") return "127.0.0.1";
  return fileOf(one) === "compose/compose.yaml" ? required("BASTION_ENDPOINT") : required("HOST_ENDPOINT");
}

const named = all.map((one) => ({ ...one, of: `${one.service}:${one.port} on ${one.host}` }));

describe("ports", () => {
  it.for(["compose/compose.yaml", "compose/agent.compose.yaml"] as const)(
    "%s publishes what the wiring says, and nothing else",
    (file, { expect }) => {
      const wanted = all
        .filter((one) => fileOf(one) === file && one.published !== undefined && !isOnHost(one))
        .map((one) => `${networkOwner(one)} ${written(one)}:${one.port}:${one.port}`);
      const published = [...servicesOf(file)].flatMap(([name, { ports }]) =>
        ports.map((port) => `${name} ${port}`),
      );
      expect(published.sort()).toEqual([...new Set(wanted)].sort());
    },
  );

  it.for(named.filter(isOnHost))("$of listens on the host's address alone", (one, { expect }) => {
    const flags = serviceOf(one)?.command.filter((flag) => /^--(web\.)?listen(-address)?=/.test(flag));
    expect(flags?.map((flag) => flag.slice(flag.indexOf("=") + 1))).toEqual([`${written(one)}:${one.port}`]);
  });
});

describe("who may connect", () => {
  it.for(named.filter(({ enforcement }) => enforcement === "web-config"))(
    "$of reads its rendered web config",
    (one, { expect }) => {
      const service = serviceOf(one);
      expect(service?.command).toContain(`--web.config.file=/etc/web/${one.service}.yml`);
      expect(service?.volumes).toContain(`./rendered/${required("HOST_NAME")}/web:/etc/web:ro`);
    },
  );

  it.for(named.filter(({ enforcement, holder }) => enforcement.startsWith("tunnel") && holder !== undefined))(
    "$of admits whom the wiring names",
    (one, { expect }) => {
      const flags = serviceOf(one)?.command.filter((flag) => /^--allow/.test(flag));
      const clients = one.clients.map((client) => `--allow-cn=${client}`);
      expect(flags).toEqual(one.enforcement === "tunnel" ? clients : ["--allow-ou=operators"]);
      expect(serviceOf(one)?.command).toContainEqual(
        expect.stringMatching(new RegExp(`^--listen=.*:${one.port}$`)),
      );
    },
  );

  it.for(named.filter(({ enforcement, holder }) => enforcement.startsWith("tunnel") && holder !== undefined))(
    "$of stands in front of a loopback",
    (one, { expect }) => {
      const flags = serviceOf(one)?.command.filter((flag) => /^--(target|status)=/.test(flag)) ?? [];
      expect(flags).toHaveLength(2);
      for (const flag of flags) expect(flag).toMatch(/=(http:\/\/)?127\.0\.0\.1:\d+$/);
    },
  );

  it("no two tunnels of one network have the same port for their status", ({ expect }) => {
    const tunnels = [...servicesOf("compose/compose.yaml").values()].filter(({ image }) =>
      image.includes("GHOSTUNNEL"),
    );
    const statuses = tunnels.map(({ network_mode, command }) => {
      return `${network_mode} ${command.find((flag) => flag.startsWith("--status="))}`;
    });
    expect(new Set(statuses).size).toBe(tunnels.length);
  });
});

describe("keys", () => {
  const mounts = (file: ComposeFile) =>
    [...servicesOf(file)].flatMap(([name, service]) =>
      sourcesOf(service).flatMap((source) => {
        const holder = /^\.\/pki\/\$\{HOST_NAME:\?\}\/(.+)$/.exec(source)?.[1];
        return holder === undefined ? [] : [{ name, service, holder }];
      }),
    );
  const hosts = [bastion, ...inventory.agents].map(({ name }) => name);

  it.for(holders(inventory))(
    "$name on $host runs as the owner of its keys",
    ({ name, host, uid }, { expect }) => {
      const users = mounts(fileOf({ host }))
        .filter(({ holder }) => holder === name)
        .map(({ service }) => Number(service.user.split(":")[0]));
      expect(users.length).toBeGreaterThan(0);
      expect(new Set(users)).toEqual(new Set([uid]));
    },
  );

  it.for(hosts)("no container on %s sees the keys of another", (host, { expect }) => {
    const known = holders(inventory).filter((holder) => holder.host === host);
    const strangers = mounts(fileOf({ host })).filter(
      ({ name, holder }) =>
        !known.some((one) => one.name === holder) || !name.startsWith(holder.replace(/-tunnel$/, "")),
    );
    expect(strangers.map(({ name, holder }) => `${name} ${holder}`)).toEqual([]);
  });
});
