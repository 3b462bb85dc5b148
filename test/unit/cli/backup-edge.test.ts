import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { backup } from "../../../src/cli/backup.ts";
import { type Edge, startEdge } from "../../../src/cli/edge.ts";
import { restore } from "../../../src/cli/restore.ts";
import { startProvider } from "../receiver/server.ts";
import { scratch } from "./scratch.ts";

/** What was told, by alertname; `/broken` fails until it is mended. */
async function provider() {
  const told: string[] = [];
  const health = { mended: false, refused: 0 };
  const { url } = await startProvider(({ path, text }, response) => {
    const isRefused = path === "/broken" && !health.mended;
    if (isRefused) health.refused += 1;
    else told.push(JSON.parse(text).groupLabels.alertname);
    response.writeHead(isRefused ? 503 : 200).end();
  });
  return { url, told, health };
}

function routing(url: string): string {
  const receiver = (name: string) => `  - {name: ${name}, webhook_configs: [{url: "${url}/${name}"}]}\n`;
  return `route:
  receiver: good
  group_by: [alertname]
  group_wait: 0s
  routes:
    - {receiver: broken, matchers: ['alertname="Waiting"']}
    - {receiver: nobody, matchers: ['alertname=~"Load.*"']}
receivers:
${receiver("good")}${receiver("broken")}  - {name: nobody}
`;
}

async function start(config: string, state: string): Promise<Edge & { ask: ReturnType<typeof asker> }> {
  const edge = await startEdge({
    config,
    state,
    host: "127.0.0.1",
    port: 0,
    uiPort: 0,
    allowPrivate: true,
    env: {},
    stdout: () => {},
    stderr: () => {},
  });
  onTestFinished(() => edge.stop());
  return { ...edge, ask: asker(edge.uiUrl, (await readFile(join(state, "operator.token"), "utf8")).trim()) };
}

function asker(url: string, token: string) {
  return async (path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`${path}: ${response.status} ${text}`);
  };
}

const startsAt = new Date(Date.now() - 60_000).toISOString();

function webhook(alertname: string) {
  const labels = { alertname, severity: "warning" };
  return {
    version: "4",
    groupKey: `{}:{alertname="${alertname}"}`,
    truncatedAlerts: 0,
    status: "firing",
    receiver: "farwatch",
    groupLabels: { alertname },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: "http://alertmanager.example",
    alerts: [
      {
        status: "firing",
        labels,
        annotations: {},
        startsAt,
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "",
        fingerprint: "",
      },
    ],
  };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("not within 30 s");
}

async function metric(edge: { ask: ReturnType<typeof asker> }, series: string): Promise<number> {
  const text = await edge.ask("/metrics");
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  );
}

describe("a backup of an edge that runs and takes alerts", () => {
  it("restores alerts, silences, log and outbox", { timeout: 90_000 }, async ({ expect }) => {
    const [dir, { url, told, health }] = [await scratch(), await provider()];
    await writeFile(join(dir, "routing.yaml"), routing(url));
    const edge = await start(dir, join(dir, "state"));
    const silence = {
      matchers: [{ name: "alertname", value: "Quiet", isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "test",
      comment: "kept",
    };
    const { silenceID } = JSON.parse(await edge.ask("/api/v2/silences", silence));
    for (const name of ["Told", "Waiting"]) await edge.ask("/webhook/alertmanager", webhook(name));
    await until(() => told.includes("Told") && health.refused > 0);
    await until(async () => (await metric(edge, "farwatch_outbox_depth")) === 1);

    const load = { accepted: 0, isOver: false };
    const poster = (async () => {
      for (; !load.isOver; load.accepted += 1)
        await edge.ask("/webhook/alertmanager", webhook(`Load${load.accepted}`));
    })();
    await until(() => load.accepted > 20);
    const before = load.accepted;
    const archive = join(dir, "backup.tar.gz");
    await backup(join(dir, "state"), archive);
    const after = load.accepted;
    await until(() => load.accepted > after + 20);
    load.isOver = true;
    await poster;
    await edge.stop();
    expect(after).toBeGreaterThan(before);

    const state = join(dir, "elsewhere");
    await restore(archive, state, false, Date.now());
    health.mended = true;
    const restored = await start(dir, state);
    // What was accepted before the backup began is there; what came after it ended is not.
    const firing = await metric(restored, 'farwatch_alerts{state="firing"}');
    expect(firing).toBeGreaterThanOrEqual(2 + before);
    expect(firing).toBeLessThanOrEqual(2 + after + 1);
    // The silence holds; the row that waited in the outbox goes out; what was told is not told again.
    expect(JSON.parse(await restored.ask(`/api/v2/silence/${silenceID}`))).toMatchObject({ comment: "kept" });
    for (const name of ["Told", "Quiet"]) await restored.ask("/webhook/alertmanager", webhook(name));
    await until(() => told.includes("Waiting"));
    await restored.ask("/webhook/alertmanager", webhook("Last"));
    // A delivery is marked a moment after its provider took it.
    await until(async () => told.includes("Last") && (await metric(restored, "farwatch_outbox_depth")) === 0);
    expect(told.toSorted()).toEqual(["Last", "Told", "Waiting"]);
  });
});
