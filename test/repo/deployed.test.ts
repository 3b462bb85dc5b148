import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createTestHarness } from "wrangler";
import { bundleInto, MAX_BUNDLE_KIB } from "../../bench/bundle-size.ts";
import { root } from "./source.ts";

describe("what wrangler.toml deploys", () => {
  let gzippedKiB: number;
  let outdir: string;
  let server: ReturnType<typeof createTestHarness>;

  beforeAll(async () => {
    outdir = await mkdtemp(join(tmpdir(), "farwatch-deployed-"));
    gzippedKiB = await bundleInto(outdir);
    server = createTestHarness({
      workers: [{ configPath: join(root, "wrangler.toml"), prebuiltWorkerDir: outdir }],
    });
    await server.listen();
  }, 120_000);

  afterAll(async () => {
    await server?.close();
    await rm(outdir, { recursive: true, force: true });
  });

  it("weighs no more than its goal", ({ expect }) => {
    expect(gzippedKiB).toBeGreaterThan(100);
    expect(gzippedKiB).toBeLessThanOrEqual(MAX_BUNDLE_KIB);
  });

  it("reads its pages from the static assets", async ({ expect }) => {
    const response = await server.fetch("/runbooks/HostDown");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<h1>HostDown</h1>");
    expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  // The platform would serve an asset by itself, were the Worker not to run first.
  const paths = [
    "/HostDown.html",
    "/HostDown",
    "/hostdown.html",
    "//HostDown.html",
    "/%48ostDown.html",
    "/HostDown.html?q",
    "/runbooks/pages/HostDown.html",
    "/index.json",
    "/.assetsignore",
    "/",
  ];
  it.for(paths)("serves nothing past the gate: %s", async (path, { expect }) => {
    for (const method of ["GET", "HEAD"]) {
      const url = `https://watch.example.org${path}`;
      const response = await server.fetch(url, { method, redirect: "manual" });
      expect([response.status, response.headers.get("ETag")], method).toEqual([403, null]);
    }
  });
});
