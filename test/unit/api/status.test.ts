import { describe, it } from "vitest";
import { IMITATED_VERSION } from "../../../src/config/original/version.ts";
import { MACHINE, testApp } from "./harness.ts";

describe("GET /api/v2/status", () => {
  it("has the four keys and six strings that clients require, and a plain semver version", async ({
    expect,
  }) => {
    const { ask } = testApp({
      now: () => 1_764_000_000_000,
      env: { CF_VERSION: { id: "v1", tag: "", timestamp: "" } },
    });
    const response = await ask(`${MACHINE}/api/v2/status/`, {}, "viewer");
    expect(response.status).toBe(200);
    expect(JSON.parse(await response.text())).toEqual({
      cluster: { peers: [], status: "disabled" },
      config: {
        original: expect.stringMatching(
          /^global:\n {2}resolve_timeout: 5m\n[\s\S]*\nroute:\n {2}receiver: chat\n {2}continue: false\ntemplates: \[\]\n$/,
        ),
      },
      uptime: "2025-11-24T16:00:00.000Z",
      versionInfo: {
        branch: "",
        buildDate: "",
        buildUser: "",
        goVersion: "",
        revision: "v1",
        version: IMITATED_VERSION,
      },
    });
    expect(IMITATED_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("keeps the time at which it started", async ({ expect }) => {
    let now = 1_764_000_000_000;
    const { ask } = testApp({ now: () => now });
    const first = await (await ask(`${MACHINE}/api/v2/status`, {}, "viewer")).text();
    now += 60_000;
    expect(await (await ask(`${MACHINE}/api/v2/status`, {}, "viewer")).text()).toBe(first);
  });
});
