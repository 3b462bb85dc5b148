import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Check } from "../../../../src/cli/doctor/check.ts";
import { type Edge, startEdge } from "../../../../src/cli/edge.ts";
import { authorityOf } from "../../../../src/cli/pki.ts";
import { issue, LEAF_LIFETIME_MS } from "../../../../src/cli/pki-issue.ts";
import { revoke } from "../../../../src/cli/pki-revoke.ts";
import { run } from "../run.ts";
import { makeAuthority } from "./servers.ts";

/** One receiver whose secret is missing and one whose is not: from the first secret on, the edge is not ready. */
const routing = `route: {receiver: chat}
receivers:
  - name: chat
    slack_configs: [{api_url_file: /run/secrets/slack_api_url}]
  - name: other
    webhook_configs: [{url_file: /run/secrets/other_url}]
`;

let dir: string;
let edge: Edge;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fw-doctor-"));
  await writeFile(join(dir, "routing.yaml"), routing);
  edge = await startEdge({
    config: dir,
    state: join(dir, "state"),
    host: "127.0.0.1",
    port: 0,
    uiPort: 0,
    allowPrivate: false,
    env: { OTHER_URL: "https://other.example/hook" },
    stdout: () => {},
    stderr: () => {},
  });
  await strangers();
}, 60_000);

afterAll(async () => {
  await edge?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Pairs that the edge has never seen: of its own authority, of it and long over, and of another one. */
async function strangers(): Promise<void> {
  const [authority, now] = [await authorityOf(pki()), Date.now()];
  const leaf = (name: string) => ({ name, usage: "clientAuth", hosts: [name] }) as const;
  const other = await makeAuthority();
  const pairs = {
    unpinned: await issue(authority, leaf("unpinned"), now),
    expired: await issue(authority, leaf("expired"), now - LEAF_LIFETIME_MS - 1_000),
    foreign: await other.client("foreign"),
  };
  for (const [name, { certificate, key }] of Object.entries(pairs)) {
    await writeFile(pki(`${name}.crt`), certificate);
    await writeFile(pki(`${name}.key`), key);
  }
  await writeFile(pki("other-ca.crt"), other.certificate);
}

function pki(file = ""): string {
  return join(dir, "state/pki", file);
}

function as(name: string): string[] {
  return ["--cert", pki(`${name}.crt`), "--key", pki(`${name}.key`), "--ca", pki("ca.crt")];
}

async function examine(...args: string[]) {
  const { code, stdout, stderr } = await run("doctor", "--url", edge.url, "--json", ...args);
  if (stderr !== "") throw new Error(stderr);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  const of = (name: string) => checks.find((check) => check.name === name);
  return { code, ok, checks, states, of };
}

describe("farwatch doctor, against a local edge", () => {
  it("finds the secret that is missing, and nothing else", async ({ expect }) => {
    const { code, ok, states, of } = await examine(...as("prometheus"), "--people", edge.uiUrl);
    expect(states).toEqual({
      dns: "ok",
      connect: "ok",
      tls: "ok",
      stranger: "ok",
      certificate: "ok",
      admitted: "ok",
      healthy: "ok",
      ready: "wrong",
      clock: "ok",
      metrics: "ok",
      version: "ok",
      alarms: "ok",
      "people-dns": "ok",
      "people-connect": "ok",
      "people-tls": "ok",
      "people-tls-client": "ok",
      "people-runbooks": "ok",
      "people-machine": "ok",
    });
    expect([code, ok]).toEqual([1, false]);
    expect(of("ready")).toMatchObject({
      says: "The secret SLACK_API_URL is not set",
      todo: expect.stringContaining("npx wrangler secret put SLACK_API_URL"),
    });
    expect(of("version")?.says).toBe("dev");
  });

  const callers = [
    {
      name: "alertmanager",
      admitted: "ok",
      says: "the certificate may send alerts and pings",
      certificate: "ok",
    },
    { name: "operator", admitted: "ok", says: /alerts and pings, and read \/metrics/, certificate: "ok" },
    { name: "unpinned", admitted: "wrong", says: "the certificate is not let in", certificate: "ok" },
    { name: "expired", admitted: "wrong", says: "the certificate is not let in", certificate: "wrong" },
    { name: "foreign", admitted: "wrong", says: "the certificate is not let in", certificate: "ok" },
  ];

  it.for(callers)("$name is $admitted", async ({ name, admitted, says, certificate }, { expect }) => {
    const { states, of } = await examine(...as(name));
    expect([states["admitted"], states["certificate"]]).toEqual([admitted, certificate]);
    expect(of("admitted")?.says).toMatch(says);
  });

  it("prints the fingerprint to pin", async ({ expect }) => {
    const { of } = await examine(...as("unpinned"));
    const { X509Certificate } = await import("node:crypto");
    const { fingerprint256 } = new X509Certificate(await readFile(pki("unpinned.crt")));
    expect(of("admitted")?.todo).toContain(fingerprint256.replaceAll(":", "").toLowerCase());
  });

  it("sends nothing to an edge of another authority", async ({ expect }) => {
    const before = await denials();
    const args = ["--cert", pki("operator.crt"), "--key", pki("operator.key"), "--ca", pki("other-ca.crt")];
    const { states, of } = await examine(...args);
    expect(states).toEqual({
      dns: "ok",
      connect: "ok",
      tls: "wrong",
      certificate: "ok",
      answers: "unknown",
      people: "unknown",
    });
    expect(of("tls")?.says).toContain("not trusted here");
    expect(await denials()).toBe(before);
  });

  it("speaks with the token where there is no certificate", async ({ expect }) => {
    const token = ["--token-file", join(dir, "state/operator.token"), "--ca", pki("ca.crt")];
    const { states, of } = await examine(...token, "--people", edge.uiUrl);
    expect(states).toMatchObject({
      admitted: "ok",
      certificate: "unknown",
      metrics: "ok",
      "people-machine": "ok",
    });
    expect(of("people-machine")?.says).toContain("a local edge does");
    await writeFile(join(dir, "wrong.token"), "x".repeat(43));
    const bad = await examine("--token-file", join(dir, "wrong.token"), "--ca", pki("ca.crt"));
    expect(bad.of("admitted")).toMatchObject({ state: "wrong", says: "the token is not let in" });
  });

  it("without any credentials still sees that it runs and lets in nobody", async ({ expect }) => {
    const { states } = await examine("--ca", pki("ca.crt"));
    expect(states).toMatchObject({ stranger: "ok", admitted: "unknown", healthy: "ok", metrics: "unknown" });
  });

  it("sees that the machines' listener asks people for a certificate", async ({ expect }) => {
    const { of } = await examine("--ca", pki("ca.crt"), "--people", edge.url);
    expect(of("people-tls-client")).toMatchObject({ state: "wrong", says: "asks for a client certificate" });
  });

  it("prints a line for each check, and their number", async ({ expect }) => {
    const { code, stdout } = await run("doctor", "--url", edge.url, ...as("prometheus"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {7}dns {10}127\.0\.0\.1 is 127\.0\.0\.1$/m);
    expect(stdout).toMatch(/^wrong {4}ready {8}The secret SLACK_API_URL is not set; npx wrangler /m);
    expect(stdout).toMatch(/\n\d+ ok, 1 wrong, 1 unknown\n$/);
  });

  it("changes nothing: no alert, no heartbeat, no row in the outbox", async ({ expect }) => {
    const metrics = await scrape();
    expect(metrics).toContain('farwatch_alerts{state="firing"} 0\n');
    expect(metrics).toContain("farwatch_outbox_depth 0\n");
    expect(metrics).not.toContain("farwatch_intake_refused_total{");
  });

  it("sees a certificate that was revoked, and an edge that is gone", async ({ expect }) => {
    await revoke(pki(), "alertmanager", Date.now());
    const revoked = await examine(...as("alertmanager"));
    expect(revoked.of("admitted")).toMatchObject({
      state: "wrong",
      todo: expect.stringContaining("not revoked"),
    });
    await edge.stop();
    const { code, of, states } = await examine(...as("prometheus"));
    expect(code).toBe(1);
    expect(of("connect")).toMatchObject({
      state: "wrong",
      says: expect.stringContaining("nothing listens there"),
    });
    expect(states["tls"]).toBe("unknown");
  });
});

async function scrape(): Promise<string> {
  const token = (await readFile(join(dir, "state/operator.token"), "utf8")).trim();
  const response = await fetch(`${edge.uiUrl}/metrics`, { headers: { Authorization: `Bearer ${token}` } });
  return response.text();
}

async function denials(): Promise<number> {
  const counts = [...(await scrape()).matchAll(/^farwatch_denied_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
