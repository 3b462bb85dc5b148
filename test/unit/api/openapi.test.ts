import { afterEach, describe, it, vi } from "vitest";
import { err, ok } from "../../../src/alert/result.ts";
import { MAX_ALERTS } from "../../../src/alert/webhook.ts";
import { routes } from "../../../src/api/routes.ts";
import { MAX_SILENCE_BODY_BYTES } from "../../../src/api/silences.ts";
import { IMITATED_VERSION } from "../../../src/config/original/version.ts";
import type { AlertRouterRpc } from "../../../src/router/rpc.ts";
import { MAX_SILENCE_MATCHERS } from "../../../src/silence/limits.ts";
import { Description } from "../../e2e/harness/openapi.ts";
import { fakeRouter, MACHINE, SILENCE, testApp, type Who } from "./harness.ts";

const asked = vi.hoisted(() => new Set<string>());

vi.mock("../../../src/api/v2-query.ts", async (load) => {
  const real = await load<typeof import("../../../src/api/v2-query.ts")>();
  type Read = typeof real.queryValues | typeof real.readFlag;
  const noting =
    <T extends Read>(read: T) =>
    (...[c, name]: Parameters<T>) => {
      asked.add(name);
      return read(c, name);
    };
  return { queryValues: noting(real.queryValues), readFlag: noting(real.readFlag) };
});

const description = new Description();
const listed = routes.filter(({ path }) => path.startsWith("/api/v2/"));
const keyOf = ({ method, path }: (typeof routes)[number]) => `${method} ${path}`;

function operationOf(key: string) {
  const operation = description.operations.get(key);
  if (operation === undefined) throw new Error(`${key} is not described`);
  return operation;
}

describe("the description of the API", () => {
  it("has every route of the table, and no other", ({ expect }) => {
    expect([...description.operations.keys()].sort()).toEqual(listed.map(keyOf).sort());
  });

  it("says who may", ({ expect }) => {
    for (const route of listed) expect(operationOf(keyOf(route)).roles, keyOf(route)).toEqual(route.roles);
  });

  it("is that of the version we imitate, with our bounds", ({ expect }) => {
    const { info, components } = description.document as unknown as {
      info: { version: string };
      components: { schemas: Record<string, { maxItems?: number; properties: Record<string, object> }> };
    };
    expect(info.version).toBe(IMITATED_VERSION);
    expect(components.schemas["postableAlerts"]?.maxItems).toBe(MAX_ALERTS);
    for (const name of ["postableSilence", "gettableSilence"]) {
      expect(components.schemas[name]?.properties["matchers"]).toMatchObject({
        maxItems: MAX_SILENCE_MATCHERS,
      });
    }
  });

  it("has schemas that JSON Schema accepts, each in use", ({ expect }) => {
    const text = JSON.stringify(description.document);
    for (const name of Object.keys(description.document.components.schemas)) {
      expect(() => description.schema(name)).not.toThrow();
      expect(text, name).toContain(`"#/components/schemas/${name}"`);
    }
  });

  it("is served as it stands, and needs an identity", async ({ expect }) => {
    const url = `${MACHINE}/api/v2/openapi.yaml`;
    const response = await testApp().ask(url, {}, "viewer");
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-type": "application/yaml",
      vary: "Origin",
    });
    expect(new Description(await response.text()).document).toEqual(description.document);
    expect((await testApp().ask(url)).status).toBe(403);
  });
});

describe("the parameters of", () => {
  afterEach(() => asked.clear());

  it.for(listed.map(keyOf))("%s are those that are read", async (key, { expect }) => {
    const [method = "", path = ""] = key.split(" ");
    const body = method === "POST" ? JSON.stringify(SILENCE) : null;
    const init = { method, body, headers: { "Content-Type": "application/json" } };
    await testApp().ask(MACHINE + path.replace(":id", SILENCE.id), init, "operator");
    // Upstream takes it, and so do we, without reading it.
    const described = operationOf(key).query.filter((name) => name !== "unprocessed");
    // Both lists of alerts are read alike, and only that of groups heeds it.
    if (key === "GET /api/v2/alerts") asked.delete("muted");
    expect([...asked].sort()).toEqual([...described].sort());
  });
});

interface Case {
  readonly key: string;
  readonly query?: string;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly who?: Who;
  readonly router?: Partial<AlertRouterRpc>;
  readonly want: number;
}

const postable = {
  matchers: [{ name: "a", value: "b", isRegex: false }],
  startsAt: "2026-11-22T10:00:00Z",
  endsAt: "2026-11-22T12:00:00Z",
  createdBy: "",
  comment: "",
};
const notFound = async () => err({ kind: "not_found" } as const);
const gone = () => Promise.reject(new Error("gone"));
const one = {
  annotations: {},
  endsAt: "2026-11-22T12:00:00.000Z",
  fingerprint: "0123456789abcdef",
  labels: { alertname: "A" },
  receivers: [{ name: "chat" }],
  startsAt: "2026-11-22T10:00:00.000+02:00",
  status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: "active" },
  updatedAt: "2026-11-22T10:00:00.000Z",
};
const streamOf = (list: readonly object[]) => new Blob([JSON.stringify(list)]).stream();
const lists: Partial<AlertRouterRpc> = {
  listAlerts: async () => ok(streamOf([one])),
  listGroups: async () => ok(streamOf([{ alerts: [one], labels: {}, receiver: { name: "chat" } }])),
};
const broken: Partial<AlertRouterRpc> = {
  postAlerts: gone,
  listAlerts: gone,
  listGroups: gone,
  listSilences: gone,
  setSilence: gone,
  getSilence: gone,
  expireSilence: gone,
};
const bad = async () => err("bad matcher format: x");

/** One request for each status that is described. */
const cases: readonly Case[] = [
  { key: "GET /api/v2/status", want: 200 },
  { key: "GET /api/v2/receivers", want: 200 },
  { key: "GET /api/v2/receivers", query: "receiver_matchers=x", want: 400 },
  { key: "GET /api/v2/alerts", router: lists, want: 200 },
  { key: "GET /api/v2/alerts", router: { listAlerts: bad }, want: 400 },
  { key: "GET /api/v2/alerts/groups", router: lists, want: 200 },
  { key: "GET /api/v2/alerts/groups", router: { listGroups: bad }, want: 400 },
  { key: "POST /api/v2/alerts", body: "[]", want: 200 },
  { key: "POST /api/v2/alerts", body: "[]", headers: { "Content-Type": "x" }, want: 400 },
  {
    key: "POST /api/v2/alerts",
    body: "[]",
    router: { postAlerts: async () => err({ message: "at least one label pair required" }) },
    want: 400,
  },
  {
    key: "POST /api/v2/alerts",
    body: "[]",
    router: { postAlerts: async () => err({ code: 602, message: "alerts in body is required" }) },
    want: 422,
  },
  {
    key: "POST /api/v2/alerts",
    body: "[]",
    router: { postAlerts: async () => err({ code: 413, message: "Cannot take it" }) },
    want: 413,
  },
  { key: "POST /api/v2/alerts", body: "[]", headers: { "Content-Type": "text/plain" }, want: 415 },
  { key: "GET /api/v2/silences", want: 200 },
  {
    key: "GET /api/v2/silences",
    router: { listSilences: async () => err({ kind: "invalid", message: "bad matcher format: x" }) },
    want: 400,
  },
  { key: "POST /api/v2/silences", body: JSON.stringify(postable), want: 200 },
  { key: "POST /api/v2/silences", body: "{", want: 400 },
  {
    key: "POST /api/v2/silences",
    body: JSON.stringify(postable),
    router: { setSilence: async () => err({ kind: "invalid", message: "no" }) },
    want: 400,
  },
  {
    key: "POST /api/v2/silences",
    body: JSON.stringify(postable),
    router: { setSilence: notFound },
    want: 404,
  },
  { key: "POST /api/v2/silences", body: " ".repeat(MAX_SILENCE_BODY_BYTES + 1), want: 413 },
  { key: "POST /api/v2/silences", body: "{}", headers: { "Content-Type": "text/plain" }, want: 415 },
  { key: "POST /api/v2/silences", want: 422 },
  { key: "GET /api/v2/silence/:id", want: 200 },
  { key: "GET /api/v2/silence/:id", router: { getSilence: notFound }, want: 404 },
  { key: "GET /api/v2/silence/:id", id: "x", want: 422 },
  { key: "DELETE /api/v2/silence/:id", want: 200 },
  { key: "DELETE /api/v2/silence/:id", router: { expireSilence: notFound }, want: 404 },
  { key: "DELETE /api/v2/silence/:id", id: "x", want: 422 },
  { key: "GET /api/v2/openapi.yaml", want: 200 },
  ...listed.map((route): Case => ({ key: keyOf(route), who: "none", want: 403 })),
  ...listed
    .filter(({ path }) => path !== "/api/v2/openapi.yaml")
    .map((route): Case => ({ key: keyOf(route), headers: { Accept: "text/html" }, want: 406 })),
  ...["GET /api/v2/alerts", "GET /api/v2/alerts/groups", "GET /api/v2/silences"].map(
    (key): Case => ({ key, router: broken, want: 503 }),
  ),
  ...["GET", "DELETE"].map(
    (method): Case => ({ key: `${method} /api/v2/silence/:id`, router: broken, want: 503 }),
  ),
  { key: "POST /api/v2/alerts", body: "[]", router: broken, want: 503 },
  { key: "POST /api/v2/silences", body: JSON.stringify(postable), router: broken, want: 503 },
];

async function answer({ key, query = "", id = SILENCE.id, headers, body, who = "operator", router }: Case) {
  const [method = "", path = ""] = key.split(" ");
  const { ask } = testApp({ routers: { main: fakeRouter(router).router } });
  const response = await ask(
    `${MACHINE}${path.replace(":id", id)}?${query}`,
    {
      method,
      headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      ...(body !== undefined && { body }),
    },
    who,
  );
  const { status } = response;
  return { status, type: response.headers.get("Content-Type"), text: await response.text() };
}

describe("the answers", () => {
  it.for(cases)("of $key are as described: $want", async (one, { expect }) => {
    const answered = await answer(one);
    expect(answered.status, answered.text).toBe(one.want);
    expect(description.faultOf(operationOf(one.key), answered)).toBeUndefined();
  });

  it("that are described are all shown above", ({ expect }) => {
    for (const { key, responses } of description.operations.values()) {
      const shown = new Set(cases.filter((one) => one.key === key).map(({ want }) => want));
      expect([...shown].sort(), key).toEqual([...responses.keys()].sort());
    }
  });

  const wrong = [
    { key: "GET /api/v2/alerts", status: 200, text: '[{"labels":{}}]', fault: /must have required/ },
    {
      key: "GET /api/v2/alerts",
      status: 200,
      text: JSON.stringify([{ ...one, identity: "us" }]),
      fault: /additional properties/,
    },
    { key: "GET /api/v2/alerts", status: 200, text: "[", fault: /is no JSON/ },
    { key: "GET /api/v2/alerts", status: 201, text: "[]", fault: /not described/ },
    { key: "GET /api/v2/silence/:id", status: 404, text: '"no"', fault: /has the body/ },
    { key: "GET /api/v2/silences", status: 200, text: `[{"id":"x"}]`, fault: /not as described/ },
    { key: "GET /api/v2/status", status: 403, text: '"no"', fault: /is of type/ },
  ];
  it.for(wrong)("that are wrong are found out: $status $text", ({ key, status, text, fault }, { expect }) => {
    const answered = { status, type: "application/json", text };
    expect(description.faultOf(operationOf(key), answered)).toMatch(fault);
  });

  it("are bodies that it takes", ({ expect }) => {
    expect(operationOf("POST /api/v2/silences").takes?.(postable)).toBe(true);
    expect(operationOf("POST /api/v2/silences").takes?.({ ...postable, matchers: [] })).toBe(false);
    expect(operationOf("POST /api/v2/alerts").takes?.([{ labels: { a: "b" } }])).toBe(true);
    expect(operationOf("POST /api/v2/alerts").takes?.([{ annotations: {} }])).toBe(false);
  });
});
