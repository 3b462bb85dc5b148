import { describe, it } from "vitest";
import { err } from "../../../src/alert/result.ts";
import { routes } from "../../../src/api/routes.ts";
import { fakeRouter, MACHINE, PEOPLE, testApp, type Who } from "./harness.ts";

const ORIGIN = "https://karma.example.net";
const alerts = `${MACHINE}/api/v2/alerts`;

const VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

function preflight(method: string, headers?: string, origin = ORIGIN): RequestInit {
  return {
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": method,
      ...(headers !== undefined && { "Access-Control-Request-Headers": headers }),
    },
  };
}

describe("a preflight", () => {
  // What Alertmanager 0.33.1 answers, header for header.
  const cases = [
    { method: "GET", allowed: "GET" },
    { method: "HEAD", allowed: "HEAD" },
    { method: "OPTIONS", allowed: "OPTIONS" },
    { method: "POST", allowed: "POST" },
    { method: "POST", headers: "content-type", allowed: "POST" },
    { method: "POST", headers: "accept,content-type,x-requested-with", allowed: "POST" },
    { method: "POST", headers: "accept, content-type", allowed: "POST" },
    { method: "POST", headers: "", allowed: "POST" },
    { method: "POST", headers: "authorization", allowed: null },
    { method: "POST", headers: "accept,authorization", allowed: null },
    { method: "POST", headers: "cookie", allowed: null },
    { method: "POST", headers: "x-foo", allowed: null },
    { method: "POST", headers: "Content-Type", allowed: null },
    { method: "DELETE", allowed: null },
    { method: "PUT", allowed: null },
    { method: "PATCH", allowed: null },
    { method: "get", allowed: null },
    { method: "POST", origin: "", allowed: null },
  ];
  it.for(cases)(
    "for $method with $headers is allowed $allowed",
    async ({ method, headers, origin, allowed }, { expect }) => {
      const response = await testApp().ask(alerts, preflight(method, headers, origin));
      expect([response.status, await response.text()]).toEqual([204, ""]);
      const want = {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": allowed,
        ...(headers && { "access-control-allow-headers": headers }),
      };
      expect(Object.fromEntries(response.headers)).toEqual({ vary: VARY, ...(allowed !== null && want) });
    },
  );

  it("is answered alike to everybody and whatever is there, asks no router and logs nothing", async ({
    expect,
  }) => {
    const { router, calls } = fakeRouter();
    const { ask, lines, settled } = testApp({ routers: { main: router } });
    const paths = [
      "",
      "/",
      "/nope",
      ...routes.filter(({ path }) => path.startsWith("/api/v2/")).map(({ path }) => path.slice(7)),
    ];
    const answers = new Set<string>();
    for (const path of paths) {
      for (const who of [undefined, "none", "ingest", "operator"] as const) {
        const response = await ask(`${MACHINE}/api/v2${path}`, preflight("POST"), who);
        answers.add(JSON.stringify([response.status, [...response.headers]]));
      }
    }
    await settled();
    expect([answers.size, calls, lines]).toEqual([1, [], []]);
  });

  it("is none without a method, and anywhere else denied as ever", async ({ expect }) => {
    const { ask } = testApp();
    const headers = { Origin: ORIGIN };
    expect((await ask(alerts, { method: "OPTIONS", headers })).status).toBe(403);
    expect((await ask(alerts, { method: "OPTIONS", headers }, "operator")).status).toBe(405);
    for (const url of [
      `${MACHINE}/metrics`,
      `${MACHINE}/api/v2x`,
      `${MACHINE}/api/farwatch/v1/watch`,
      `${PEOPLE}/api/v2/alerts`,
    ]) {
      const response = await ask(url, preflight("GET"));
      expect([response.status, response.headers.get("Access-Control-Allow-Origin")], url).toEqual([
        403,
        null,
      ]);
    }
  });
});

describe("another origin", () => {
  const read = (path: string, method = "GET", who?: Who, origin = ORIGIN) =>
    testApp().ask(`${MACHINE}${path}`, { method, headers: { Origin: origin } }, who);

  const cases = [
    { method: "GET", path: "/api/v2/alerts", status: 200, allowed: "*" },
    { method: "GET", path: "/api/v2/alerts", origin: "null", status: 200, allowed: "*" },
    { method: "GET", path: "/api/v2/alerts", origin: "", status: 200, allowed: null },
    { method: "GET", path: "/api/v2/nope", status: 404, allowed: "*" },
    { method: "HEAD", path: "/api/v2/alerts", status: 405, allowed: "*" },
    { method: "OPTIONS", path: "/api/v2/alerts", status: 405, allowed: "*" },
    { method: "POST", path: "/api/v2/silences", status: 422, allowed: "*" },
    { method: "PUT", path: "/api/v2/silences", status: 405, allowed: null },
    { method: "DELETE", path: "/api/v2/silence/x", status: 422, allowed: null },
    { method: "GET", path: "/metrics", status: 200, allowed: null },
    { method: "GET", path: "/api/farwatch/v1/silences", status: 200, allowed: null },
  ];
  it.for(cases)(
    "$origin may see the answer of $method $path: $allowed",
    async ({ method, path, origin, status, allowed }, { expect }) => {
      const response = await read(path, method, "operator", origin);
      expect([response.status, response.headers.get("Access-Control-Allow-Origin")]).toEqual([
        status,
        allowed,
      ]);
    },
  );

  it("sees nothing of a denial", async ({ expect }) => {
    for (const who of [undefined, "none", "scrape"] as const) {
      const response = await read("/api/v2/alerts", "GET", who);
      expect([response.status, response.headers.get("Access-Control-Allow-Origin")]).toEqual([403, null]);
    }
  });

  it("sees our own failures", async ({ expect }) => {
    const { router } = fakeRouter({ listSilences: () => Promise.reject(new Error("gone")) });
    const { ask } = testApp({ routers: { main: router } });
    const response = await ask(`${MACHINE}/api/v2/silences`, { headers: { Origin: ORIGIN } }, "viewer");
    expect([response.status, response.headers.get("Access-Control-Allow-Origin")]).toEqual([503, "*"]);
  });

  it("is never allowed credentials", async ({ expect }) => {
    const { router } = fakeRouter({ getSilence: async () => err({ kind: "not_found" }) });
    const { ask } = testApp({ routers: { main: router } });
    for (const { method, path } of routes) {
      const url = MACHINE + path.replaceAll(/:\w+/g, "x");
      const headers = { Origin: ORIGIN, Cookie: "a=b" };
      for (const init of [{ method, headers }, preflight(method), preflight(method, "cookie")]) {
        const response = await ask(url, init, "operator");
        expect(response.headers.get("Access-Control-Allow-Credentials"), path).toBeNull();
      }
    }
  });
});
