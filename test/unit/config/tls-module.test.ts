import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configOf, loadWatch } from "./harness.ts";

const CA = readFileSync(join(import.meta.dirname, "../../fixtures/smtp/ca.crt"), "utf8");
const KEY = readFileSync(join(import.meta.dirname, "../../fixtures/smtp/localhost.key"), "utf8");

function loaded(tls: object) {
  const probes = [{ name: "a", module: "own", target: "a.example:443" }];
  return loadWatch(JSON.stringify({ modules: { own: { prober: "tls", tls } }, probes }));
}

test("name and authorities are read", () => {
  expect(configOf(loaded({ server_name: "b.example", ca: CA })).edge.probes[0]?.module).toEqual({
    prober: "tls",
    name: "own",
    serverName: "b.example",
    ca: CA,
  });
});

test("several authorities may stand in one text", () => {
  expect(loaded({ ca: `# ours\n${CA}\n${CA}` }).diagnostics).toEqual([]);
});

describe("told of", () => {
  test.each([
    [
      "a path",
      { ca: "/etc/ssl/ca.pem" },
      'error: Cannot read ca: expected PEM, "-----BEGIN CERTIFICATE-----" and so on',
    ],
    ["a key", { ca: KEY }, "error: Cannot read ca: expected certificates only, got private key"],
    [
      "a key behind a certificate",
      { ca: CA + KEY },
      "error: Cannot read ca: expected certificates only, got private key",
    ],
    [
      "a damaged certificate",
      { ca: CA.replace("MII", "???") },
      "error: Cannot read ca: a certificate in it is damaged",
    ],
    [
      "a name with a scheme",
      { server_name: "https://a" },
      'error: Cannot read server_name: expected a host name, got "https://a"',
    ],
    [
      "ca_file",
      { ca_file: "ca.pem" },
      "error: Cannot use ca_file: a certificate is no secret: write its PEM as ca",
    ],
    [
      "tls_config",
      { tls_config: { server_name: "a" } },
      "error: Cannot use tls_config: write server_name and ca beside each other, right under tls",
    ],
    [
      "insecure_skip_verify",
      { insecure_skip_verify: true },
      "warning: insecure_skip_verify is not used: a chain is read whoever signed it; ca alone decides whether it is trusted",
    ],
  ])("%s", (_, tls, message) => {
    const found = loaded(tls).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
    expect(found).toEqual([message]);
  });

  test("a key, but never quoted", () => {
    const secret = KEY.split("\n")[2] ?? "";
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(loaded({ ca: KEY }).diagnostics)).not.toContain(secret);
  });
});
