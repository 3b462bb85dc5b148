import { readFileSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** What `rules` of wrangler.toml do in the Worker: YAML and Markdown are imported as text. */
const textModules = {
  name: "text-modules",
  enforce: "pre" as const,
  load(id: string) {
    if (!/\.yaml$/.test(id)) return null;
    return `export default ${JSON.stringify(readFileSync(id, "utf8"))};`;
  },
};

/** The development identities of the worker tests: one of each role in main, and one of tenant b. */
const identities = [
  { name: "alertmanager", roles: ["ingest"], certificates: ["a1".repeat(32)] },
  { name: "prometheus", roles: ["ingest", "scrape"], certificates: ["a2".repeat(32)] },
  { name: "viewer", roles: ["viewer"], certificates: ["a3".repeat(32)] },
  { name: "operator", roles: ["operator"], certificates: ["a4".repeat(32)] },
  { name: "scraper", roles: ["scrape"], certificates: ["a5".repeat(32)] },
  { name: "other-tenant", roles: ["operator", "ingest"], tenant: "b", certificates: ["b1".repeat(32)] },
];

const bindings = {
  FARWATCH_EDGE: "local",
  LOCAL_IDENTITIES: JSON.stringify(identities),
  OPERATOR_TOKEN: "worker-test-operator-token",
};

export default defineConfig({
  test: {
    // The Worker logs every caller it denies; what it says matters where a test fails.
    silent: "passed-only",
    projects: [
      {
        plugins: [textModules],
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/conformance/**/*.test.ts", "test/repo/**/*.test.ts"],
          // Property tests on a busy machine: no verdict may depend on its speed.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          textModules,
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings,
              // A test that forgets to stand in for a provider must fail, not reach the network.
              outboundService: ({ url }: { url: string }) => {
                throw new Error(`A worker test sent a request to ${url}`);
              },
            },
          }),
        ],
        test: { name: "worker", include: ["test/worker/**/*.test.ts"], sequence: { groupOrder: 1 } },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/harness/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
