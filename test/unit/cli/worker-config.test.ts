import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { COMPATIBILITY_DATE, workerConfig } from "../../../src/cli/worker-config.ts";

describe("workerConfig", () => {
  it("has the compatibility date of wrangler.toml", ({ expect }) => {
    const toml = readFileSync(join(import.meta.dirname, "../../../wrangler.toml"), "utf8");
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

  it("writes the objects of AlertRouter where they have always been", ({ expect }) => {
    expect(workerConfig([])).toContain('uniqueKey = "farwatch-AlertRouter"');
  });
});
