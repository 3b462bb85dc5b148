import { describe, it } from "vitest";
import { v2Api } from "../../../../src/cli/drill/v2-api.ts";
import { plain, startProvider } from "../../receiver/server.ts";

const alert = {
  labels: { alertname: "FarwatchDrill", drill: "one" },
  annotations: {},
  fingerprint: "f1",
  startsAt: "2026-11-22T10:00:00.000Z",
  endsAt: "2026-11-22T10:05:00.000Z",
  updatedAt: "2026-11-22T10:00:00.000Z",
  receivers: [{ name: "chat" }],
  status: { state: "active", silencedBy: [], inhibitedBy: [] },
};

/** A place that gives one answer, and what it was asked. */
async function place(status: number, body: unknown) {
  const answer = plain(status, typeof body === "string" ? body : JSON.stringify(body));
  const { url, received } = await startProvider(answer);
  return { received, api: v2Api({ url: new URL(url), credentials: { token: "t" } }) };
}

describe("v2Api", () => {
  it("posts a list of one alert, as JSON", async ({ expect }) => {
    const { received, api } = await place(200, "");
    await api.post({ labels: { alertname: "FarwatchDrill" }, annotations: {} });
    const asked = received.map(({ method, path, text, headers }) => {
      return { method, path, text, type: headers["content-type"] };
    });
    expect(asked).toEqual([
      {
        method: "POST",
        path: "/api/v2/alerts",
        text: '[{"labels":{"alertname":"FarwatchDrill"},"annotations":{}}]',
        type: "application/json",
      },
    ]);
  });

  it("asks for drills alone", async ({ expect }) => {
    const { received, api } = await place(200, [alert]);
    expect(await api.drills()).toMatchObject([{ labels: alert.labels, receivers: [{ name: "chat" }] }]);
    expect(received[0]?.path).toBe("/api/v2/alerts?filter=alertname%3D%22FarwatchDrill%22");
  });

  it("finds an alert by its fingerprint", async ({ expect }) => {
    const { api } = await place(200, [alert]);
    expect(await api.named("f1")).toMatchObject({ fingerprint: "f1" });
    expect(await api.named("f2")).toBeUndefined();
  });

  it("reads the routing of the status page", async ({ expect }) => {
    const { api } = await place(200, { config: { original: "route: {}" }, uptime: "" });
    expect(await api.routing()).toBe("route: {}");
  });

  const refusals = [
    {
      status: 403,
      body: "forbidden\n",
      says: "answered 403: this token or certificate may not do that there",
    },
    { status: 401, body: "", says: "answered 401: this token" },
    { status: 400, body: '"bad\nthing"', says: 'answered 400: "bad' },
    { status: 200, body: "<html>", says: "it is no Alertmanager's" },
    { status: 200, body: [{ labels: {} }], says: "it is no Alertmanager's" },
  ];
  it.for(refusals)("says in one line that it was answered $status $body", async (row, { expect }) => {
    const { api } = await place(row.status, row.body);
    await expect(api.drills()).rejects.toThrow(row.says);
  });

  it.for([
    [undefined, "Cannot reach http://127.0.0.1:1: nothing listens there; npm start runs the edge"],
    ["see --via", "Cannot reach http://127.0.0.1:1: nothing listens there; see --via"],
  ] as const)("says that nothing listens there, and what to do: %s", async ([todo, want], { expect }) => {
    const api = v2Api({ url: new URL("http://127.0.0.1:1"), credentials: {} }, todo);
    await expect(api.routing()).rejects.toThrow(want);
  });
});
