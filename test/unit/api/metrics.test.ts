import { describe, it } from "vitest";
import { fakeProber, fakeRouter, MACHINE, probeIn, testApp, testConfig } from "./harness.ts";

const url = `${MACHINE}/metrics`;
const config = testConfig({
  probes: [probeIn("a", "weur", "enam"), probeIn("b", "enam"), probeIn("c", "weur")],
});

function exposition(probe: string, region: string): string {
  const head = "# HELP probe_success Whether.\n# TYPE probe_success gauge\n";
  return `${head}probe_success{probe="${probe}",region="${region}"} 1\n`;
}

const own = "# HELP farwatch_groups Groups.\n# TYPE farwatch_groups gauge\nfarwatch_groups 0\n";

function stage(weur = async () => exposition("a", "weur")) {
  const probers = {
    weur: fakeProber({ metrics: weur }).prober,
    enam: fakeProber({ metrics: async () => exposition("b", "enam") }).prober,
  };
  const { router } = fakeRouter({ metrics: async () => own });
  return testApp({ config, probers, routers: { main: router } });
}

describe("GET /metrics", () => {
  it("is one exposition of the router and of each region that runs probes", async ({ expect }) => {
    const { ask, regions } = stage();
    const response = await ask(url, {}, "scrape");
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const both = `${exposition("a", "weur")}${exposition("b", "enam").split("\n")[2]}\n`;
    expect(await response.text()).toBe(own + both);
    expect(regions.map(([region]) => region)).toEqual(["weur", "enam"]);
  });

  it("goes on without a region that does not answer, and logs which", async ({ expect }) => {
    const { ask, lines } = stage(() => Promise.reject(new Error("gone")));
    const response = await ask(url, {}, "scrape");
    expect(await response.text()).toBe(own + exposition("b", "enam"));
    expect(lines).toMatchObject([{ level: "error", msg: "no metrics of a region", region: "weur" }]);
  });

  it("shows another tenant no probes: they are main's", async ({ expect }) => {
    const { ask, regions } = stage();
    expect(await (await ask(url, {}, "tenantB")).text()).toBe("farwatch_groups 0\n");
    expect(regions).toEqual([]);
  });
});
