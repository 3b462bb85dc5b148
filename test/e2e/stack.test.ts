import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { WatchReport } from "../../src/watch/watch-report.ts";
import { Caller } from "./harness/caller.ts";
import { startEdgeProcess } from "./harness/edge.ts";
import { freePort } from "./harness/free-port.ts";
import { webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import { hasStackPrograms, StackPrograms } from "./harness/stack-programs.ts";
import { type HostName, StackProject } from "./harness/stack-project.ts";
import type { StandIn } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";
import { bodyOf } from "./harness/webhook.ts";

/** From the death of a host to the message, as rules/host.yaml adds it up. */
const TOLD_WITHIN_MS = 45_000;

/** Everything started, a first scrape of each job, a first Watchdog; on a busy machine. */
const WELL_WITHIN_MS = 90_000;

/** The shipped routing, with the pager in the place of every receiver. */
async function routing(pager: string): Promise<string> {
  const shipped = parse(await readFile(join(import.meta.dirname, "../../config/routing.yaml"), "utf8"));
  const receivers = shipped.receivers.map(({ name }: { readonly name: string }) =>
    name === "nobody" ? { name } : { name, webhook_configs: [{ url: `${pager}/${name}` }] },
  );
  return stringify({ ...shipped, global: {}, receivers });
}

function edgeConfig(alertmanager: string, prometheus: string): string {
  return stringify({
    heartbeats: [{ name: "bastion", interval: "15s", grace: "30s", bastion: true }],
    identities: [
      { name: "alertmanager", roles: ["ingest"], certificates: [alertmanager] },
      { name: "prometheus", roles: ["scrape", "viewer"], certificates: [prometheus] },
    ],
  });
}

/** An edge that lets in those whose requests its own authority has signed, and the stack that they belong to. */
async function startAll(scene: Scene, pager: StandIn) {
  const options = { routing: await routing(pager.url), port: await freePort() };
  const first = await startEdgeProcess(scene, options);
  const project = await StackProject.make(scene, first);
  const pinned = [
    await project.signed(first, "alertmanager"),
    await project.signed(first, "prometheus"),
  ] as const;
  await first.stop();
  const edge = await startEdgeProcess(scene, { ...options, edge: edgeConfig(...pinned) });
  return { edge, project, ...(await StackPrograms.start(scene, project)) };
}

/** When the pager heard that `host` is down, and what it was told to read. */
function pageOf(pager: StandIn, host: HostName) {
  const pages = pager.delivered.flatMap((recorded) =>
    bodyOf(recorded).alerts.map((alert) => ({ at: recorded.at, ...alert })),
  );
  const isIt = ({ status, labels }: (typeof pages)[number]) =>
    status === "firing" && labels["alertname"] === "HostDown" && labels["host"] === host;
  return pages.find(isIt);
}

describe.skipIf(!hasStackPrograms)("the stack, with its rendered files, and the edge", () => {
  const scene = new Scene();
  let pager: StandIn;
  let all: Awaited<ReturnType<typeof startAll>>;

  beforeAll(async () => {
    pager = await scene.add(webhookStandIn());
    all = await startAll(scene, pager);
  });
  afterAll(async () => {
    // One of them is stopped, and would not hear that it shall end.
    for (const node of all.nodes.values()) node.killGroup();
    await scene.end();
  });

  it("reads its hosts, itself, Alertmanager and the edge by mTLS", { timeout: WELL_WITHIN_MS }, () =>
    all.stack.untilSeries('up{job=~"node|prometheus|alertmanager|farwatch"} == 1', 5, WELL_WITHIN_MS),
  );

  it("renews the edge's heartbeat by its Watchdog", { timeout: WELL_WITHIN_MS }, async () => {
    const { edge, project } = all;
    const caller = await scene.add(new Caller(edge.url, await project.credentials("prometheus", "edge")));
    const isAlive = async () => {
      const { text } = await caller.get("/api/farwatch/v1/watch");
      const { heartbeats } = JSON.parse(text) as WatchReport; // the edge's own answer
      return heartbeats.every(({ status }) => status === "alive");
    };
    await until("the heartbeat", isAlive, { timeoutMs: WELL_WITHIN_MS, seen: () => edge.output() });
  });

  it("tells within 45 s that a host has died, and that one has fallen silent", {
    timeout: 3 * TOLD_WITHIN_MS,
  }, async () => {
    const harmedAt = Date.now();
    all.nodes.get("monster")?.killGroup();
    // The kernel takes the connection, and nobody answers: like a network that swallows everything.
    all.nodes.get("bastion")?.signal("SIGSTOP");
    for (const host of ["monster", "bastion"] as const) {
      const page = await until(`the page of ${host}`, () => pageOf(pager, host), {
        timeoutMs: 2 * TOLD_WITHIN_MS,
      });
      process.stdout.write(`HostDown of ${host}: told after ${((page.at - harmedAt) / 1000).toFixed(1)} s\n`);
      expect(page.at - harmedAt).toBeLessThanOrEqual(TOLD_WITHIN_MS);
      expect(page.annotations["runbook_url"]).toBe("https://watch.example.test/runbooks/HostDown");
    }
  });
});
