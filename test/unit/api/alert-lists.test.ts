import { describe, it } from "vitest";
import { labelsKey } from "../../../src/alert/labels.ts";
import { err } from "../../../src/alert/result.ts";
import type { GettableAlert } from "../../../src/router/listing.ts";
import type { GettableGroup } from "../../../src/router/listing-groups.ts";
import { fakeRouter, MACHINE, testApp } from "./harness.ts";
import { recordedScene } from "./recorded-lists.ts";

const LISTS = ["/api/v2/alerts", "/api/v2/alerts/groups"] as const;

/** An alert as the rows of the table tell of it. */
function brief({ labels, receivers, status }: GettableAlert): string {
  return `${labels["n"]}, ${receivers.map(({ name }) => name).join(" ")}, ${status.state}`;
}

function briefGroup({ alerts, labels, receiver }: GettableGroup): string {
  const members = alerts.map((alert) => `${brief(alert)}, ${alert.status.mutedBy.join(" ")}`);
  return `${receiver.name} ${labelsKey(labels)}: ${members.join("; ")}`;
}

/** What the table leaves out. */
function withoutUpdate({ updatedAt: _, ...alert }: GettableAlert) {
  return alert;
}

describe("lists of alerts are Alertmanager's", () => {
  const { get, postedAt, table } = recordedScene();
  const [all] = table.rows;
  const answered = table.rows.filter((row) => row.error === undefined);
  const refused = table.rows.filter((row) => row.error !== undefined);

  it("every field of every alert, in its order", async ({ expect }) => {
    const alerts = await (await get("/api/v2/alerts")).json<GettableAlert[]>();
    expect(alerts.map(withoutUpdate)).toEqual(table.alertsShown);
    expect(new Set(alerts.map(({ updatedAt }) => updatedAt))).toEqual(
      new Set([new Date(postedAt).toISOString()]),
    );
  });

  it("every field of every group, in its order", async ({ expect }) => {
    const groups = await (await get("/api/v2/alerts/groups")).json<GettableGroup[]>();
    const shown = groups.map((group) => ({ ...group, alerts: group.alerts.map(withoutUpdate) }));
    expect(shown).toEqual(table.groupsShown);
  });

  it.for(answered)("?$query", async ({ alerts, groups, query }, { expect }) => {
    const [shown, grouped] = await Promise.all(LISTS.map((path) => get(`${path}?${query}`)));
    expect([shown?.status, grouped?.status]).toEqual([200, 200]);
    expect((await shown?.json<GettableAlert[]>())?.map(brief)).toEqual(alerts ?? all?.alerts);
    expect((await grouped?.json<GettableGroup[]>())?.map(briefGroup)).toEqual(groups ?? all?.groups);
  });

  it.for(refused)("?$query is refused with a bare JSON string", async ({ error, query }, { expect }) => {
    for (const path of LISTS) {
      const response = await get(`${path}?${query}`);
      const sentence = await response.json();
      expect([response.status, typeof sentence]).toEqual([400, "string"]);
      // Of a parameter upstream says which; what is wrong with it we say in our own words.
      const [blamed = ""] = /^failed to parse \w+ param: /.exec(String(error)) ?? [];
      expect(String(sentence).startsWith(blamed)).toBe(true);
      expect(/failed to parse/.test(String(sentence))).toBe(blamed !== "");
    }
  });
});

describe("GET /api/v2/receivers is Alertmanager's", () => {
  const { get, table } = recordedScene();

  it("in the order of the file, each with its name among its labels", async ({ expect }) => {
    const response = await get("/api/v2/receivers");
    expect([response.status, await response.json()]).toEqual([200, table.receiversShown]);
  });

  it.for(table.receivers)("?$query", async ({ error, names, query }, { expect }) => {
    const response = await get(`/api/v2/receivers?${query}`);
    const body = await response.json<{ name: string }[]>();
    if (error === undefined) expect(body.map(({ name }) => name)).toEqual(names);
    else
      expect([response.status, body]).toEqual([
        400,
        expect.stringMatching(/^failed to parse receiver_matchers/),
      ]);
  });

  it("asks no router: it answers while there is none", async ({ expect }) => {
    const { ask, tenants } = testApp();
    expect(await (await ask(`${MACHINE}/api/v2/receivers`, {}, "viewer")).text()).toBe(
      '[{"labels":{"name":"chat"},"name":"chat"}]\n',
    );
    expect(tenants).toEqual([]);
  });
});

describe.for(LISTS)("GET %s", (path) => {
  const url = `${MACHINE}${path}`;
  const method = path.endsWith("groups") ? "listGroups" : "listAlerts";

  it("passes on what the router wrote, in upstream's headers", async ({ expect }) => {
    const response = await testApp().ask(url, {}, "operator");
    expect([response.status, await response.text()]).toEqual([200, "[]\n"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
    });
  });

  it("asks the caller's own router, with what upstream takes for a default where nothing is given", async ({
    expect,
  }) => {
    const { router, calls } = fakeRouter();
    const { ask, tenants } = testApp({ routers: { b: router } });
    await ask(`${url}?receiver=&unprocessed=false&ruleMetadata=true`, {}, "tenantB");
    const flags = { active: true, silenced: true, inhibited: true, muted: true };
    expect(calls).toEqual([[method, { filters: [], receiver: "", receiverMatchers: [], ...flags }]]);
    expect(tenants).toEqual(["b"]);
  });

  it("answers a refused query with a bare JSON string", async ({ expect }) => {
    const refuse = async () => err("bad matcher format: foo");
    const { router } = fakeRouter({ listAlerts: refuse, listGroups: refuse });
    const response = await testApp({ routers: { main: router } }).ask(`${url}?filter=foo`, {}, "viewer");
    expect([response.status, await response.text()]).toEqual([400, '"bad matcher format: foo"\n']);
  });

  it.for(["ingest", "scrape", "none"] as const)("is nothing for the role %s", async (role, { expect }) => {
    const { router, calls } = fakeRouter();
    const response = await testApp({ routers: { main: router } }).ask(url, {}, role);
    const methods = calls.map(([method]) => method);
    expect([response.status, methods]).toEqual([403, ["noteDenied"]]);
  });

  it("answers 406 to a caller that does not take JSON", async ({ expect }) => {
    const response = await testApp().ask(url, { headers: { Accept: "text/html" } }, "viewer");
    expect(response.status).toBe(406);
  });
});
