import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parse } from "yaml";
import { parseInventory } from "../../../src/cli/stack/inventory.ts";
import { holders } from "../../../src/cli/stack/wiring.ts";
import { lockfileFaults, looseVersions } from "../packages.ts";
import { blocksOf, commandsOf, localLinks } from "../readme.ts";
import { filesIn, root, textOf } from "../source.ts";
import { bytesOf, schemaFaults, versions } from "./compose.ts";
import { findCompose, run } from "./tools.ts";
import { at, yamlOf } from "./value.ts";

const folder = "compose/sample-app";
const file = `${folder}/compose.yaml`;
const document = yamlOf(file);
const services = Object.entries(Object(at(document, "services"))).map(([name, service]) => ({
  name,
  service,
}));
const app = at(document, "services.sample-app");
const readme = textOf(`${folder}/README.md`);
const manifest = JSON.parse(textOf(`${folder}/package.json`));

/** A variable that must be set, as a Compose file writes it. */
const required = (name: string) => `\${${name}:?}`;

describe("packages of the sample", () => {
  it("have one exact version each", ({ expect }) => {
    expect(looseVersions(manifest)).toEqual([]);
  });

  it("are locked without a registry, and proven", ({ expect }) => {
    const lock = textOf(`${folder}/package-lock.json`);
    expect(lockfileFaults(lock)).toEqual([]);
    expect(JSON.parse(lock).packages[""].dependencies).toEqual(manifest.dependencies);
  });

  it("are all imported, and all that is imported", ({ expect }) => {
    const text = filesIn(folder, ".ts")
      .filter(({ path }) => !path.startsWith("node_modules/"))
      .map((source) => source.text)
      .join("\n");
    const imported = [...text.matchAll(/from "(@[^/"]+\/[^/"]+)/g)].map(([, name]) => name);
    expect([...new Set(imported)].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });
});

describe("containers of the sample", () => {
  it("are valid by the schema of the specification", ({ expect }) => {
    expect(schemaFaults(document)).toEqual([]);
  });

  const compose = findCompose();
  it.runIf(compose !== undefined)("are taken by Compose 2", ({ expect }) => {
    const [program = "", ...args] = compose ?? [];
    const values = { HOST_NAME: "h", DOMAIN: "d", BASTION_ENDPOINT: "192.0.2.1" };
    const outcome = run(program, [...args, "-f", join(root, file), "--profile", "load", "config", "-q"], {
      ...Object.fromEntries(versions()),
      ...values,
    });
    expect(outcome).toEqual({ status: 0, text: "" });
  });

  it.for(services)("$name has what no container of the stack lacks", ({ service }, { expect }) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      user: "1000:1000",
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    });
    expect(service).not.toHaveProperty("ports");
    expect(bytesOf(String(at(service, "mem_limit")))).toBeLessThanOrEqual(128 * 1024 ** 2);
    expect(at(service, "cpus")).toBeLessThanOrEqual(0.25);
  });

  it("is built on an image of versions.env", ({ expect }) => {
    const [, name = ""] = /^\$\{(\w+):\?\}$/.exec(String(at(app, "build.args.NODE_IMAGE"))) ?? [];
    expect(versions().get(name)).toMatch(/^node:24\./);
    expect(textOf(`${folder}/Dockerfile`)).toMatch(/\nARG NODE_IMAGE\nFROM \$\{NODE_IMAGE\}\n/);
  });

  it("is asked for its health where it answers", ({ expect }) => {
    expect(at(app, "healthcheck.test")).toContain("http://127.0.0.1:8080/healthz");
    expect(textOf(`${folder}/server.ts`)).toContain('=== "/healthz"');
    expect(textOf(`${folder}/main.ts`)).toContain('PORT = "8080"');
  });

  it("is served by Traefik under a name that is in its certificate, on the network that Traefik looks at", ({
    expect,
  }) => {
    const label = (name: string) => Object(at(app, "labels"))[name];
    expect(label("traefik.http.routers.sample-app.rule")).toMatch(
      /^Host\(`\$\{HOST_NAME:\?\}\.\$\{DOMAIN:\?\}`\)/,
    );
    expect(label("traefik.http.routers.sample-app.entrypoints")).toBe("websecure");
    expect(at(yamlOf("compose/traefik/traefik.yaml"), "entryPoints.websecure")).toBeDefined();
    const network = at(yamlOf("compose/compose.yaml"), "networks.stack.name");
    expect(at(document, "networks")).toEqual({ [String(network)]: { external: true } });
    expect(at(yamlOf("compose/traefik/traefik.yaml"), "providers.docker.network")).toBe(network);
  });

  it("sends to Alloy with the certificate that `stack pki` makes of the README's lines", ({ expect }) => {
    const lines = blocksOf(readme, "yaml").find((block) => block.startsWith("apps:")) ?? "";
    const shipped = textOf("compose/inventory.yaml").replace("\napps: []\n", `\n${lines}`);
    const { inventory, diagnostics } = parseInventory("inventory.yaml", shipped);
    expect(diagnostics).toEqual([]);
    const holder = inventory && holders(inventory).find(({ name }) => name === "sample-app");
    expect(holder).toMatchObject({ host: "bastion", uid: 1_000, client: { commonName: "sample-app" } });
    expect(at(app, "volumes")).toContain(`../pki/${required("HOST_NAME")}/sample-app:/pki:ro`);
    expect(at(app, "environment")).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://alloy:4318",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/pki/ca.crt",
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "/pki/client.crt",
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "/pki/client.key",
    });
  });

  it("the inventory's own example is the README's", ({ expect }) => {
    const [example = ""] = /^# {2}- \{ name: sample-app.*$/m.exec(textOf("compose/inventory.yaml")) ?? [];
    const [told] = Object.values(parse(blocksOf(readme, "yaml")[0] ?? "")).flat();
    expect(parse(example.replace(/^# {2}/, ""))).toEqual([told]);
  });
});

describe("the README of the sample", () => {
  it("names scripts that there are", ({ expect }) => {
    const shared = JSON.parse(textOf("package.json")).scripts;
    const named = commandsOf(readme)
      .filter(([program, first]) => program === "npm" && first !== "ci")
      .map(([, first = "", second = ""]) => (first === "run" ? second : first));
    expect(named).toEqual(["start", "load", "farwatch"]);
    expect(named.filter((name) => !(name in manifest.scripts) && !(name in shared))).toEqual([]);
  });

  it("links to files that are there", ({ expect }) => {
    const links = localLinks(readme, folder);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("lists what the service answers to", ({ expect }) => {
    const paths = [...textOf(`${folder}/calls.ts`).matchAll(/path: "\/(\w+)/g)].map(([, path]) => path);
    const listed = [...readme.matchAll(/^\| `(?:GET|POST) \/(\w+)/gm)].map(([, path]) => path);
    expect(new Set(listed)).toEqual(new Set([...paths, "healthz"]));
  });

  it("`.ci/run` installs its packages before the tests", ({ expect }) => {
    const script = textOf(".ci/run");
    expect(script.indexOf("npm ci --prefix compose/sample-app")).toBeGreaterThan(0);
    expect(script.indexOf("npm ci --prefix compose/sample-app")).toBeLessThan(
      script.indexOf('stage "tests"'),
    );
  });
});
