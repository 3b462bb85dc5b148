import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { COMPATIBILITY_DATE, workerConfig } from "../../../src/cli/worker-config.ts";

const toml = readFileSync(join(import.meta.dirname, "../../../wrangler.toml"), "utf8");

describe("workerConfig", () => {
  it("has the compatibility date of wrangler.toml", ({ expect }) => {
    expect(toml).toContain(`compatibility_date = "${COMPATIBILITY_DATE}"`);
    expect(workerConfig([])).toContain(`compatibilityDate = "${COMPATIBILITY_DATE}"`);
  });

  it("binds each name from the environment, and holds no value", ({ expect }) => {
    const config = workerConfig(["SLACK_API_URL", "OPERATOR_TOKEN"]);
    expect(config).toContain('(name = "SLACK_API_URL", fromEnvironment = "SLACK_API_URL")');
    expect(config).toContain('(name = "OPERATOR_TOKEN", fromEnvironment = "OPERATOR_TOKEN")');
  });

  it.for(['A", text = "x', "A B", "1A", "", "A\nB"])(
    "leaves out %j, which is no name",
    (name, { expect }) => {
      expect(workerConfig([name])).toBe(workerConfig([]));
    },
  );

  it("binds each client certificate to the pair of STATE/pki in small letters, by its path alone", ({
    expect,
  }) => {
    const config = workerConfig([], ["PROBE_CLIENT", "Probe_Client"]);
    for (const name of ["PROBE_CLIENT", "Probe_Client"]) {
      expect(config).toContain(`(name = "${name}", service = "client certificate ${name}")`);
      expect(config).toContain(
        `(name = "client certificate ${name}", network = (allow = ["public", "private"]`,
      );
    }
    expect(config.match(/embed "..\/pki\/.*?"/g)).toEqual([
      'embed "../pki/probe_client.key"',
      'embed "../pki/probe_client.crt"',
      'embed "../pki/probe_client.key"',
      'embed "../pki/probe_client.crt"',
    ]);
    expect(workerConfig([], ['../ca", x = "'])).toBe(workerConfig([]));
  });

  it.for(["AlertRouter", "Prober"])(
    "writes the objects of %s where they have always been",
    (name, { expect }) => {
      expect(workerConfig([])).toContain(
        `(className = "${name}", uniqueKey = "farwatch-${name}", enableSql = true`,
      );
    },
  );

  it("has the classes and bindings of wrangler.toml", ({ expect }) => {
    const bindings = toml.matchAll(/name = "(\w+)"\nclass_name = "(\w+)"/g).toArray();
    expect(bindings.map(([, binding]) => binding)).toEqual(["ALERT_ROUTER", "PROBER"]);
    for (const [, binding, name] of bindings) {
      expect(workerConfig([])).toContain(`(name = "${binding}", durableObjectNamespace = "${name}")`);
      expect(toml).toContain(`new_sqlite_classes = ["${name}"]`);
    }
    expect(toml).toMatch(/\[assets\][^[]*\nbinding = "RUNBOOKS"\n/);
    expect(workerConfig([])).toContain('(name = "RUNBOOKS", service = "runbooks")');
  });
});
