import { evictDurableObject, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it } from "vitest";
import { MAX_ANNOTATION_BYTES } from "../../src/alert/incoming-annotations.ts";
import type { GettableAlert } from "../../src/router/listing.ts";
import type { GettableGroup } from "../../src/router/listing-groups.ts";
import { ask, certificateOf } from "./callers.ts";

afterEach(reset);

/** What an RPC may carry as a value (Workers RPC limits). */
const MAX_RPC_BYTES = 32 * 1024 * 1024;

const viewer = certificateOf("viewer");
const down = { alertname: "HostDown", instance: "a", severity: "critical" };

async function post(alerts: readonly object[]): Promise<number> {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(alerts) };
  return (await ask("/api/v2/alerts", { ...init, certificate: certificateOf("prometheus") })).status;
}

async function silence(instance: string): Promise<string> {
  const body = JSON.stringify({
    matchers: [{ name: "instance", value: instance, isRegex: false }],
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: "2099-01-01T00:00:00Z",
    createdBy: "operator",
    comment: "",
  });
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body, certificate: certificateOf("operator") };
  return (await (await ask("/api/v2/silences", init)).json<{ silenceID: string }>()).silenceID;
}

const get = (path: string) => ask(path, { certificate: viewer });

describe("lists of alerts", () => {
  it("are empty lists where nothing fires", async ({ expect }) => {
    for (const path of ["/api/v2/alerts", "/api/v2/alerts/groups"]) {
      const response = await get(path);
      expect([response.status, await response.text()]).toEqual([200, "[]\n"]);
      expect(response.headers.get("Content-Type")).toBe("application/json");
    }
  });

  it("show what was posted, what silences it, and both again after a rest", async ({ expect }) => {
    const times = { startsAt: "2026-01-01T02:00:00+02:00", endsAt: "2099-01-01T00:00:00.5Z" };
    expect(await post([{ labels: down, annotations: { summary: "s" }, ...times }])).toBe(200);
    const id = await silence("a");
    const want = {
      labels: down,
      annotations: { summary: "s" },
      startsAt: "2026-01-01T02:00:00.000+02:00",
      endsAt: "2099-01-01T00:00:00.500Z",
      status: { inhibitedBy: [], mutedBy: [], silencedBy: [id], state: "suppressed" },
    };
    for (const isRested of [false, true]) {
      if (isRested) await evictDurableObject(env.ALERT_ROUTER.getByName("main"));
      const alerts = await (await get("/api/v2/alerts")).json<GettableAlert[]>();
      expect(alerts).toEqual([expect.objectContaining(want)]);
      const groups = await (await get("/api/v2/alerts/groups")).json<GettableGroup[]>();
      const receivers = groups.map(({ receiver }) => receiver.name).sort();
      expect(receivers).toEqual(alerts[0]?.receivers.map(({ name }) => name).sort());
      expect(groups.flatMap((group) => group.alerts)).toEqual(
        groups.map(() => expect.objectContaining(want)),
      );
    }
    expect(await (await get("/api/v2/alerts?silenced=false")).json()).toEqual([]);
  });

  it("are the caller's tenant's alone", async ({ expect }) => {
    await post([{ labels: down }]);
    const other = await ask("/api/v2/alerts", { certificate: certificateOf("other-tenant") });
    expect(await other.text()).toBe("[]\n");
  });

  it("may be longer than a value that crosses from object to Worker", async ({ expect }) => {
    const text = "x".repeat(MAX_ANNOTATION_BYTES);
    const annotations = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`a${index}`, text]));
    const perPost = Math.floor((12 * 1024 * 1024) / JSON.stringify(annotations).length);
    for (const instance of ["a", "b", "c"]) {
      const alerts = Array.from({ length: perPost }, (_, n) => ({
        labels: { ...down, instance, n: `${n}` },
      }));
      expect(await post(alerts.map((alert) => ({ ...alert, annotations })))).toBe(200);
    }
    const body = await (await get("/api/v2/alerts")).text();
    expect(body.length).toBeGreaterThan(MAX_RPC_BYTES);
    expect(JSON.parse(body)).toHaveLength(3 * perPost);
  });
});
