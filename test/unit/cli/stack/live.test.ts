import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { parseInventory } from "../../../../src/cli/stack/inventory.ts";
import { LIVE_STACK, LIVE_TIMEOUT_MS, liveFindings, MAX_LIVE_BYTES } from "../../../../src/cli/stack/live.ts";
import { targetGroups } from "../../../../src/cli/stack/render-targets.ts";
import { ALONE, inventoryOf } from "./inventories.ts";
import { stackProject } from "./stack-project.ts";

const inventory = inventoryOf(ALONE);

/** Every target of the inventory, up; the answer of a Prometheus that is well. */
const activeTargets = [...targetGroups(inventory)].flatMap(([name, groups]) =>
  groups.map(({ targets: [target = ""], labels: { job = name, instance = target } }) => ({
    labels: { job, instance },
    health: "up",
  })),
);

const WELL: Readonly<Record<string, string>> = {
  "/api/v1/targets?state=active": JSON.stringify({ data: { activeTargets } }),
  "/api/v1/rules": JSON.stringify({ data: { groups: [{ rules: [{ name: "a", health: "ok" }] }] } }),
};

/** A project with keys, a Prometheus of a sort that demands them, and a docker that prints what it is told. */
async function running(answers: Readonly<Record<string, string>> = WELL, containers = "") {
  const { root, stack } = await stackProject({ "compose/inventory.yaml": ALONE });
  await stack("pki");
  const compose = join(root, "compose");
  const folder = join(compose, "pki/bastion/prometheus");
  const [ca, cert, key] = await Promise.all(
    ["ca.crt", "server.crt", "server.key"].map((name) => readFile(join(folder, name))),
  );
  const seen: string[] = [];
  const options = {
    ca,
    cert,
    key,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
  } as const;
  const server = createServer(options, (request, response) => {
    // Node has it of a TLS connection, which this one is.
    const { subject } = (request.socket as import("node:tls").TLSSocket).getPeerCertificate();
    seen.push(String(subject.CN));
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 503 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const docker = join(root, "docker");
  await writeFile(docker, `#!/bin/sh\ncat <<'END'\n${containers}\nEND\n`);
  await chmod(docker, 0o755);
  const project = { root, compose, inventory: join(compose, "inventory.yaml") };
  const port = (server.address() as AddressInfo).port; // of a server that listens on TCP
  return { project, stack: { docker, port }, seen, compose };
}

const LOKI = { Service: "loki", State: "running", Health: "healthy" };

describe("liveFindings", () => {
  it("shows Prometheus the scraper's certificate, and finds nothing when all is well", async ({ expect }) => {
    const { project, stack, seen } = await running(WELL, JSON.stringify(LOKI));
    expect(await liveFindings(project, inventory, stack)).toEqual([]);
    expect(seen).toEqual(["prometheus-scraper", "prometheus-scraper"]);
  });

  it("tells of containers and of Prometheus together", async ({ expect }) => {
    const containers = JSON.stringify({ ...LOKI, Health: "unhealthy" });
    const { project, stack } = await running({}, containers);
    expect(await liveFindings(project, inventory, stack)).toEqual([
      { where: "loki", what: "is unhealthy", todo: "see: docker compose logs --since 15m loki" },
      {
        where: "prometheus",
        what: "answers /api/v1/targets?state=active with status 503",
        todo: "see: docker compose logs prometheus",
      },
    ]);
  });

  it("asks for the targets of the inventory as it is now", async ({ expect }) => {
    const more = parseInventory(
      "i",
      `${ALONE}targets: [{job: unifi, host: bastion, port: 9130}]\n`,
    ).inventory;
    const { project, stack } = await running(WELL, JSON.stringify(LOKI));
    expect(await liveFindings(project, more ?? inventory, stack)).toMatchObject([
      { where: "unifi bastion.lab:9130", what: "Prometheus has no such target" },
    ]);
  });

  it("does not talk to a server that another authority vouches for", async ({ expect }) => {
    const { project, stack } = await running(WELL, JSON.stringify(LOKI));
    const stranger = await running(WELL, JSON.stringify(LOKI));
    const [found, ...others] = await liveFindings(project, inventory, {
      ...stack,
      port: stranger.stack.port,
    });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ where: "prometheus", what: expect.stringMatching(/^does not answer: /) });
    expect(stranger.seen).toEqual([]);
  });

  it("is told what docker has against the question, in one line", async ({ expect }) => {
    const { project, stack, compose } = await running();
    const docker = join(compose, "refuses");
    await writeFile(docker, "#!/bin/sh\necho 'no configuration file provided' >&2\necho more >&2\nexit 14\n");
    await chmod(docker, 0o755);
    expect(await liveFindings(project, inventory, { ...stack, docker })).toMatchObject([
      { where: "docker compose ps", what: "fails: no configuration file provided" },
    ]);
    expect(
      await liveFindings(project, inventory, { ...stack, docker: join(compose, "nothing") }),
    ).toMatchObject([{ where: "docker compose ps", what: "fails: there is no such file" }]);
  });

  it("quotes an answer that it cannot read", async ({ expect }) => {
    const { project, stack } = await running({ ...WELL, "/api/v1/rules": "<html>" }, JSON.stringify(LOKI));
    expect(await liveFindings(project, inventory, stack)).toMatchObject([
      { where: "prometheus", what: 'answers /api/v1/rules with no JSON: "<html>"' },
    ]);
  });

  it("gives up an answer that does not end", async ({ expect }) => {
    const endless = { ...WELL, "/api/v1/rules": " ".repeat(MAX_LIVE_BYTES + 1) };
    const { project, stack } = await running(endless, JSON.stringify(LOKI));
    expect(await liveFindings(project, inventory, stack)).toMatchObject([
      { where: "prometheus", what: `answers with more than ${MAX_LIVE_BYTES} bytes` },
    ]);
  });

  it("asks Prometheus where the wiring publishes it, and no longer than a person waits", ({ expect }) => {
    expect(LIVE_STACK).toEqual({ docker: "docker", port: 9090 });
    expect(LIVE_TIMEOUT_MS).toBeLessThanOrEqual(10_000);
  });
});
