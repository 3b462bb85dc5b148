import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { root, textOf } from "../source.ts";
import {
  bytesOf,
  type ComposeFile,
  composeFiles,
  imageFaults,
  type Service,
  schemaFaults,
  servicesOf,
  sourcesOf,
  versions,
} from "./compose.ts";
import { findCompose, run } from "./tools.ts";
import { yamlOf } from "./value.ts";

const everyService = composeFiles.flatMap((file) =>
  [...servicesOf(file)].map(([name, service]) => ({ file, name, service, of: `${name} of ${file}` })),
);

/** The budget of the plan, as Docker counts gigabytes. */
const MAX_MEMORY_BYTES = 2.5 * 1024 ** 3;
/** About one core: what runs at once is far from its ceiling. */
const MAX_CPUS = 1.25;

describe("the Compose files", () => {
  it.for(composeFiles)("%s is valid by the schema of the specification", (file, { expect }) => {
    expect(schemaFaults(yamlOf(file))).toEqual([]);
  });

  it("the schema finds a key that Compose does not know", ({ expect }) => {
    expect(schemaFaults({ services: { a: { image: "a", mem_limits: "1m" } } })).toHaveLength(1);
  });

  const compose = findCompose();
  it.runIf(compose !== undefined).for(composeFiles)("Compose 2 takes %s", (file, { expect }) => {
    const [program = "", ...args] = compose ?? [];
    const values = { HOST_NAME: "h", DOMAIN: "d", BASTION_ENDPOINT: "192.0.2.1", HOST_ENDPOINT: "192.0.2.2" };
    const profiles = ["docker", "gpu", "restore"].flatMap((name) => ["--profile", name]);
    const outcome = run(program, [...args, "-f", join(root, file), ...profiles, "config", "-q"], {
      ...Object.fromEntries(versions()),
      ...values,
    });
    expect(outcome).toEqual({ status: 0, text: "" });
  });
});

describe("images", () => {
  const used = everyService.map(({ service }) => service.image);

  it("every image comes from versions.env, and every line there is used", ({ expect }) => {
    expect(used.filter((image) => !/^\$\{[A-Z_]+_IMAGE:\?\}$/.test(image))).toEqual([]);
    const names = used.map((image) => image.slice("${".length, -":?}".length));
    expect([...new Set(names)].sort()).toEqual([...versions().keys()].sort());
  });

  it("no image is named twice", ({ expect }) => {
    const images = [...versions().values()].map((image) => image.replace(/:[^:/]*(@.*)?$/, ""));
    expect(new Set(images).size).toBe(images.length);
  });

  it("every image has one release as its tag, and a whole digest or none", ({ expect }) => {
    expect([...versions()].flatMap(imageFaults)).toEqual([]);
  });

  it.for(["a/b", "a/b:latest", "a/b:v1", "a/b:v1.2.3@sha256:abc", "a/b:v1.2@sha512:abc", "A:1.2.3"])(
    "imageFaults finds %s",
    (image, { expect }) => {
      expect(imageFaults(["X_IMAGE", image])).toHaveLength(1);
    },
  );
});

describe("every container", () => {
  /** What a service may beyond the rest, each with its reason beside it in the file. */
  const capabilities: Readonly<Record<string, readonly string[]>> = {
    smartctl: ["SYS_RAWIO", "SYS_ADMIN"],
    backup: ["CHOWN", "DAC_OVERRIDE", "FOWNER"],
    restore: ["CHOWN", "DAC_OVERRIDE", "FOWNER"],
  };
  const roots = ["alloy", "cadvisor", "smartctl", "otelcol", "backup", "restore"];
  const unconfined = ["node-exporter"];
  /** Images without anything to ask with, and what runs once. */
  const unasked = ["otelcol", "restore"];

  it.for(everyService)(
    "$of has a read-only root, no privileges and no capabilities that are not listed",
    ({ name, service }, { expect }) => {
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(["ALL"]);
      expect(service.cap_add).toEqual(capabilities[name] ?? []);
      const apparmor = unconfined.includes(name) ? ["apparmor:unconfined"] : [];
      expect(service.security_opt).toEqual(["no-new-privileges:true", ...apparmor]);
      expect(service).not.toHaveProperty("privileged");
    },
  );

  it.for(everyService)("$of runs as root only where that is listed", ({ name, service }, { expect }) => {
    expect(/^0(:|$)/.test(service.user)).toBe(roots.includes(name));
    expect(service.user).toMatch(/^\d+:\d+$/);
  });

  it.for(everyService)("$of keeps a bounded log", ({ service: { logging } }, { expect }) => {
    expect(logging.driver).toBe("json-file");
    expect(bytesOf(logging.options["max-size"] ?? "")).toBeLessThanOrEqual(10 * 1024 ** 2);
    expect(Number(logging.options["max-file"])).toBeLessThanOrEqual(3);
  });

  it.for(everyService)(
    "$of has a health check that is not TLS without a certificate",
    ({ name, service }, { expect }) => {
      const { test, disable } = service.healthcheck;
      expect(test.length > 0).toBe(!unasked.includes(name));
      expect(disable).toBe(name === "restore");
      const asksOverTls = test.some((word) => word.includes("https://"));
      expect(asksOverTls && !test.some((word) => word.startsWith("--http.config.file="))).toBe(false);
    },
  );

  it.for(everyService)("$of waits only for what can be healthy", ({ file, service }, { expect }) => {
    for (const [other, { condition }] of Object.entries(service.depends_on)) {
      expect(condition).toBe("service_healthy");
      expect(servicesOf(file).get(other)?.healthcheck.test).not.toEqual([]);
    }
  });

  it.for(everyService)("$of moves with the container whose network it shares", ({ service }, { expect }) => {
    const owner = /^service:(.+)$/.exec(service.network_mode ?? "")?.[1];
    if (owner !== undefined) expect(service.depends_on[owner]?.restart).toBe(true);
  });

  it.for(everyService)("$of leaves Go room below its ceiling", ({ service }, { expect }) => {
    const soft = /^(\d+)MiB$/.exec(service.environment["GOMEMLIMIT"] ?? "0MiB")?.[1];
    expect(Number(soft) * 1024 ** 2).toBeLessThan(bytesOf(service.mem_limit) * 0.9);
  });
});

describe("the ceilings of Bastion", () => {
  const resident = [...servicesOf("compose/compose.yaml").values()].filter(
    ({ profiles }) => profiles.length === 0,
  );
  const sum = (amount: (service: Service) => number) =>
    resident.reduce((total, one) => total + amount(one), 0);

  it("memory is at most 2.5 GB", ({ expect }) => {
    expect(sum(({ mem_limit }) => bytesOf(mem_limit))).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
  });

  it("processors are about one core", ({ expect }) => {
    expect(sum(({ cpus }) => cpus)).toBeLessThanOrEqual(MAX_CPUS);
  });

  it.for([
    ["640m", 671_088_640],
    ["1g", 1_073_741_824],
    ["64k", 65_536],
  ] as const)("bytesOf reads %s", ([text, bytes], { expect }) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it("bytesOf refuses a size without a unit", ({ expect }) => {
    expect(() => bytesOf("640")).toThrow('Cannot read the size "640"');
  });
});

describe("what is mounted", () => {
  /** Made on the machine: by `stack render`, by `stack pki`, by its operator. */
  const made = /^\.\/(rendered|pki|secrets)\//;

  const ours = (file: ComposeFile) =>
    [...servicesOf(file)]
      .flatMap(([, service]) => sourcesOf(service))
      .filter((source) => source.startsWith("."));

  it.for(composeFiles)("every file of ours that %s mounts is there, or is made", (file, { expect }) => {
    const missing = ours(file).filter(
      (source) => !made.test(source) && !existsSync(join(root, "compose", source)),
    );
    expect(missing).toEqual([]);
    expect(ours(file).some((source) => made.test(source))).toBe(true);
  });

  it("of the host only what a service must see is mounted, and never to be written", ({ expect }) => {
    const host = everyService.flatMap(({ service }) =>
      service.volumes.filter((volume) => typeof volume === "string" && volume.startsWith("/")),
    );
    expect(host.filter((volume) => !/:ro(,rslave)?$/.test(String(volume)))).toEqual([]);
  });

  it("secrets lie where git does not look", ({ expect }) => {
    expect(textOf("compose/.gitignore").split("\n")).toEqual(
      expect.arrayContaining(["/.env", "/rendered/", "/pki/", "/secrets/"]),
    );
    expect(JSON.stringify(yamlOf("compose/compose.yaml")).match(/"file":"(?!\.\/secrets\/)/)).toBeNull();
  });

  it("Alertmanager is handed the secrets that its configuration reads", ({ expect }) => {
    const read = [...textOf("compose/alertmanager/alertmanager.yml").matchAll(/: \/run\/secrets\/(\S+)/g)];
    expect(servicesOf("compose/compose.yaml").get("alertmanager")?.secrets).toEqual(
      read.map(([, name]) => name),
    );
  });

  it("every named volume of a service is declared", ({ expect }) => {
    for (const file of composeFiles) {
      const { volumes } = yamlOf(file) as { volumes: object };
      const named = [...servicesOf(file).values()]
        .flatMap(sourcesOf)
        .filter((source) => /^[a-z]/.test(source));
      expect([...new Set(named)].filter((name) => !(name in volumes))).toEqual([]);
    }
  });
});

describe("the folders", () => {
  const components = readdirSync(join(root, "compose"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["rendered", "pki", "secrets", "backups"].includes(entry.name))
    .map(({ name }) => name);

  it.for(components)("%s says what it is for", (name, { expect }) => {
    expect(textOf(`compose/${name}/README.md`)).toMatch(/^# \S.*\n\n\S/);
  });
});
