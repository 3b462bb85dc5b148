import { describe, it } from "vitest";
import { judgeContainers, judgeRules, judgeTargets } from "../../../../src/cli/stack/live-judge.ts";
import { targetGroups } from "../../../../src/cli/stack/render-targets.ts";
import { inventoryOf, OTHER } from "./inventories.ts";

const other = inventoryOf(OTHER);

/** Every target of the inventory as Prometheus tells of it. */
const active = [...targetGroups(other)].flatMap(([name, groups]) =>
  groups.map(({ targets: [target = ""], labels: { job = name, instance = target } }) => ({
    labels: { job, instance },
    health: "up",
    lastError: "",
  })),
);

const answer = (activeTargets: unknown) => ({ status: "success", data: { activeTargets } });

describe("judgeTargets", () => {
  it("has nothing to say when all of the inventory is up", ({ expect }) => {
    expect(judgeTargets(other, answer(active))).toEqual([]);
  });

  it("names what is down, and why", ({ expect }) => {
    const down = active.map((one) =>
      one.labels.job === "unifi" && one.labels.instance.startsWith("nas-01")
        ? { ...one, health: "down", lastError: "connection refused" }
        : one,
    );
    expect(judgeTargets(other, answer(down))).toEqual([
      {
        where: "unifi nas-01.home.example.net:9130",
        what: "is down: connection refused",
        todo: "see runbooks/TargetDown.md",
      },
    ]);
  });

  it("names what Prometheus does not know of", ({ expect }) => {
    const without = active.filter(({ labels }) => labels.job !== "adguard-exporter");
    expect(judgeTargets(other, answer(without))).toMatchObject([
      { where: "adguard-exporter tower.home.example.net:9618", what: "Prometheus has no such target" },
    ]);
  });

  it("does not yet complain of what was never scraped", ({ expect }) => {
    const fresh = active.map((one) => ({ ...one, health: "unknown" }));
    expect(judgeTargets(other, answer(fresh))).toEqual([]);
  });

  it.for([null, {}, { data: {} }, { data: { activeTargets: [{}] } }])(
    "%j is no answer",
    (wrong, { expect }) => {
      expect(() => judgeTargets(other, wrong)).toThrow(/^Cannot read the answer of \/api\/v1\/targets: /);
    },
  );
});

describe("judgeRules", () => {
  const rules = (...all: readonly object[]) => ({ data: { groups: [{ rules: all }] } });

  it("names rules that cannot be evaluated", ({ expect }) => {
    const [found, ...others] = judgeRules(
      rules(
        { name: "HostDown", health: "ok" },
        { name: "DiskFull", health: "err", lastError: "many-to-many" },
      ),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ where: "rule DiskFull", what: "cannot be evaluated: many-to-many" });
  });

  it("misses rules where there are none", ({ expect }) => {
    expect(judgeRules(rules())).toMatchObject([{ where: "prometheus", what: "has no rules" }]);
  });
});

describe("judgeContainers", () => {
  const line = (fields: object) => JSON.stringify({ Service: "loki", State: "running", ...fields });

  it.for([
    [{}, undefined],
    [{ Health: "healthy" }, undefined],
    [{ Health: "unhealthy" }, "is unhealthy"],
    [{ Health: "starting" }, "is starting"],
    [{ State: "restarting" }, "is restarting"],
    [{ State: "exited", ExitCode: 137 }, "has exited with code 137"],
  ] as const)("%j: %s", ([fields, want], { expect }) => {
    expect(judgeContainers(`${line(fields)}\n`)[0]?.what).toBe(want);
  });

  it("reads one object a line, and the one list of older releases", ({ expect }) => {
    const two = [line({ State: "dead" }), line({ Service: "tempo", State: "paused" })];
    const want = ["loki is dead", "tempo is paused"];
    const told = (output: string) => judgeContainers(output).map(({ where, what }) => `${where} ${what}`);
    expect(told(two.join("\n"))).toEqual(want);
    expect(told(`[${two.join()}]`)).toEqual(want);
  });

  it("misses containers where there are none", ({ expect }) => {
    expect(judgeContainers("\n")).toMatchObject([{ what: "runs no container" }]);
  });

  it("quotes what it cannot read", ({ expect }) => {
    expect(() => judgeContainers("no configuration file\n")).toThrow(
      'Cannot read the answer of docker compose ps: "no configuration file"',
    );
  });
});
