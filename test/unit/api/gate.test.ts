import { describe, it } from "vitest";
import { hostOf, MAX_LOGGED_PATH_CHARS } from "../../../src/api/gate.ts";
import { routes } from "../../../src/api/routes.ts";
import { MACHINE, PEOPLE, testApp, testConfig } from "./harness.ts";

describe("the table of routes", () => {
  it("lists every method and path once", ({ expect }) => {
    const keys = routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("keeps the routes of one path on one host", ({ expect }) => {
    for (const [path, listed] of Map.groupBy(routes, (route) => route.path)) {
      expect(new Set(listed.map((route) => route.host)).size, path).toBe(1);
    }
  });

  it("lets an operator do all", ({ expect }) => {
    for (const route of routes)
      if (route.roles !== "open") expect(route.roles, route.path).toContain("operator");
  });

  it("gives a guard to the runbooks alone, for when the configuration wants one", ({ expect }) => {
    const guarded = routes.flatMap((route) =>
      route.roles === "open" && route.identified ? [[route.path, route.identified]] : [],
    );
    const guard = { host: "machine", roles: ["viewer", "operator"] };
    expect(guarded).toEqual([
      ["/runbooks", guard],
      ["/runbooks/:alertname", guard],
    ]);
  });

  it("opens nothing but health and runbooks", ({ expect }) => {
    const open = routes
      .filter((route) => route.roles === "open")
      .map((route) => `${route.method} ${route.path}`);
    expect(open).toEqual(["GET /-/healthy", "GET /-/ready", "GET /runbooks", "GET /runbooks/:alertname"]);
  });
});

describe("hosts", () => {
  const cases = [
    { url: `${PEOPLE}/x`, externalUrl: PEOPLE, want: "people" },
    { url: `${PEOPLE}:443/x`, externalUrl: PEOPLE, want: "people" },
    { url: `${PEOPLE}:8443/x`, externalUrl: PEOPLE, want: "machine" },
    { url: "https://WATCH.example.com/", externalUrl: PEOPLE, want: "people" },
    { url: "https://watch.example.com.evil.org/", externalUrl: PEOPLE, want: "machine" },
    { url: `${MACHINE}/`, externalUrl: `${PEOPLE}/sub`, want: "machine" },
    { url: `${PEOPLE}/`, externalUrl: `${PEOPLE}/sub`, want: "people" },
    { url: `${PEOPLE}/`, externalUrl: undefined, want: "machine" },
  ];
  it.for(cases)(
    "$url under external_url $externalUrl is the $want host",
    ({ url, externalUrl, want }, { expect }) => {
      expect(
        hostOf(url, testConfig(externalUrl ? { externalUrl } : { externalUrl: "https://none.test" })),
      ).toBe(want);
    },
  );

  it("serves a machine route on the machine host alone", async ({ expect }) => {
    const { ask } = testApp();
    expect((await ask(`${MACHINE}/metrics`, {}, "scrape")).status).toBe(200);
    expect((await ask(`${PEOPLE}/metrics`, {}, "scrape")).status).toBe(404);
    expect((await ask(`${PEOPLE}/metrics`)).status).toBe(403);
    expect((await ask(`${PEOPLE}/api/v2/silences`, { method: "PUT" }, "operator")).status).toBe(404);
  });

  it("serves runbooks on both", async ({ expect }) => {
    const { ask } = testApp();
    for (const host of [MACHINE, PEOPLE]) expect((await ask(`${host}/runbooks/DiskFull`)).status).toBe(200);
  });

  it("serves both hosts everywhere on the local edge", async ({ expect }) => {
    const { ask } = testApp({ env: { FARWATCH_EDGE: "local" } });
    expect((await ask(`${PEOPLE}/metrics`, {}, "scrape")).status).toBe(200);
  });
});

describe("runbooks: identified", () => {
  const config = testConfig({ runbooks: "identified" });
  const denied = [undefined, "ingest", "scrape", "none"] as const;
  const paths = ["/runbooks", "/runbooks/", "/runbooks?q=disk", "/runbooks/DiskFull", "/runbooks/Nope"];

  it.for(paths)("shows %s on the machine host to viewer and operator", async (path, { expect }) => {
    const { ask } = testApp({ config });
    for (const who of ["viewer", "operator", "tenantB"] as const) {
      const response = await ask(MACHINE + path, {}, who);
      expect([response.status, response.headers.get("Cache-Control")], who).toEqual([
        path === "/runbooks/Nope" ? 404 : 200,
        "private, no-store",
      ]);
    }
  });

  it.for(paths)("shows %s to nobody else", async (path, { expect }) => {
    const { ask } = testApp({ config });
    for (const who of denied) {
      const response = await ask(MACHINE + path, {}, who);
      expect([response.status, await response.text()], who).toEqual([403, "forbidden\n"]);
    }
  });

  it.for(paths)("hides %s on the people's host", async (path, { expect }) => {
    const { ask } = testApp({ config });
    expect((await ask(PEOPLE + path)).status).toBe(403);
    const response = await ask(PEOPLE + path, {}, "operator");
    expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
  });

  it("counts and logs who is denied", async ({ expect }) => {
    const { ask, lines } = testApp({ config });
    await ask(`${MACHINE}/runbooks/DiskFull`, {}, "ingest");
    expect(lines).toMatchObject([{ reason: "missing_role", path: "/runbooks/DiskFull", identity: "ingest" }]);
  });

  it("answers HEAD as GET, to the same", async ({ expect }) => {
    const { ask } = testApp({ config });
    const head = (who?: "viewer" | "ingest") =>
      ask(`${MACHINE}/runbooks/DiskFull`, { method: "HEAD" }, who).then(({ status }) => status);
    expect([await head("viewer"), await head("ingest"), await head()]).toEqual([200, 403, 403]);
  });

  it("asks for an identity on every host of the local edge", async ({ expect }) => {
    const { ask } = testApp({ config, env: { FARWATCH_EDGE: "local" } });
    expect((await ask(`${PEOPLE}/runbooks/DiskFull`, {}, "viewer")).status).toBe(200);
    expect((await ask(`${PEOPLE}/runbooks/DiskFull`)).status).toBe(403);
  });

  it("leaves health open", async ({ expect }) => {
    const { ask } = testApp({ config });
    expect((await ask(`${PEOPLE}/-/healthy`)).status).toBe(200);
  });
});

describe("what is not listed", () => {
  const paths = [
    "/",
    "/api",
    "/api/v2/",
    "/api/v2/nope",
    "/api/v2/nope/",
    "/api/v2/silence/",
    "/api/v2/silence/a/b",
    "/api/v2/%22nope%00",
    "/api/v1",
    "/api/v1/alerts",
    "/api/v1/status/buildinfo",
    "/alertmanager/api/v2/status",
    "/webhook",
    "/webhook/alertmanager/more",
    "/runbooks/a/b",
    "/METRICS",
    "/.env",
    "//metrics",
    "/-/reload",
  ];

  it.for(paths)("%s is forbidden to a caller without an identity", async (path, { expect }) => {
    const { ask } = testApp();
    const response = await ask(MACHINE + path);
    expect([response.status, await response.text()]).toEqual([403, "forbidden\n"]);
  });

  it.for(paths)("%s is not there for an identity", async (path, { expect }) => {
    const { ask } = testApp();
    const response = await ask(MACHINE + path, {}, "none");
    expect(response.status).toBe(404);
    expect(response.headers.get("Location")).toBeNull();
    const want = path.startsWith("/api/v2/")
      ? `{"code":404,"message":"path ${path} was not found"}`
      : "404 page not found\n";
    expect(await response.text()).toBe(want);
    const isApi = path.startsWith("/api/v2/");
    expect(Object.fromEntries(response.headers)).toEqual(
      isApi
        ? { "cache-control": "no-store", "content-type": "application/json", vary: "Origin" }
        : { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    );
  });
});

describe("the root of the API without its slash", () => {
  const cases = [
    {
      method: "GET",
      query: "",
      location: "/api/v2/",
      body: '<a href="/api/v2/">Moved Permanently</a>.\n\n',
    },
    {
      method: "GET",
      query: "?a=<b>&c=\"'%zz",
      location: "/api/v2/?a=%3Cb%3E&c=%22%27%zz",
      body: '<a href="/api/v2/?a=%3Cb%3E&amp;c=%22%27%zz">Moved Permanently</a>.\n\n',
    },
    { method: "HEAD", query: "", location: "/api/v2/", body: "" },
    { method: "POST", query: "?a=1", location: "/api/v2/?a=1", body: "" },
  ];
  it.for(cases)(
    "$method /api/v2$query moves an identity to $location, as Go writes it",
    async ({ method, query, location, body }, { expect }) => {
      const response = await testApp().ask(`${MACHINE}/api/v2${query}`, { method }, "none");
      expect([response.status, response.headers.get("Location")]).toEqual([301, location]);
      expect(await response.text()).toBe(body);
      const type = method === "POST" ? null : "text/html; charset=utf-8";
      expect(response.headers.get("Content-Type")).toBe(type);
    },
  );

  it("moves nobody else", async ({ expect }) => {
    const response = await testApp().ask(`${MACHINE}/api/v2`);
    expect([response.status, response.headers.get("Location")]).toEqual([403, null]);
  });
});

describe("methods that are not listed", () => {
  it("are 405 with Allow under /api/v2, in upstream's words", async ({ expect }) => {
    const { ask } = testApp();
    const response = await ask(`${MACHINE}/api/v2/silences`, { method: "PUT" }, "viewer");
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("GET,POST");
    expect(await response.text()).toBe(
      '{"code":405,"message":"method PUT is not allowed, but [GET,POST] are"}',
    );
    const one = await ask(`${MACHINE}/api/v2/silence/x`, { method: "PUT" }, "viewer");
    expect(one.headers.get("Allow")).toBe("DELETE,GET");
  });

  it.for(["OPTIONS", "PATCH", "HEAD"])("%s is one of them under /api/v2", async (method, { expect }) => {
    const { ask } = testApp();
    const response = await ask(`${MACHINE}/api/v2/silences`, { method }, "operator");
    expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET,POST"]);
  });

  const elsewhere = [
    { method: "GET", path: "/webhook/alertmanager" },
    { method: "POST", path: "/metrics" },
    { method: "HEAD", path: "/metrics" },
    { method: "POST", path: "/-/healthy" },
    { method: "PUT", path: "/api/farwatch/v1/silences" },
  ];
  it.for(elsewhere)(
    "$method $path is 404 to an identity and 403 to anybody else",
    async ({ method, path }, { expect }) => {
      const { ask } = testApp();
      expect((await ask(MACHINE + path, { method }, "operator")).status).toBe(404);
      expect((await ask(MACHINE + path, { method })).status).toBe(403);
    },
  );

  it("answers HEAD like GET where everybody may ask", async ({ expect }) => {
    const { ask } = testApp();
    for (const path of ["/-/healthy", "/-/ready", "/runbooks/", "/runbooks/DiskFull"]) {
      const response = await ask(MACHINE + path, { method: "HEAD" });
      expect([response.status, await response.text()], path).toEqual([200, ""]);
    }
  });
});

describe("a page of another site", () => {
  const posts = routes.filter(({ method, roles }) => method === "POST" && roles !== "open");
  const ask = async (path: string, site: string | undefined) => {
    const headers = { "Content-Type": "text/plain", ...(site !== undefined && { "Sec-Fetch-Site": site }) };
    const { ask, lines } = testApp();
    const url = MACHINE + path.replaceAll(/:\w+/g, "1");
    const { status } = await ask(url, { method: "POST", headers, body: "{}" }, "operator");
    return { status, reason: lines[0]?.["reason"] };
  };

  it.for(posts.map(({ path }) => path))(
    "cannot post to %s by the certificate in a browser",
    async (path, { expect }) => {
      const isV2 = path.startsWith("/api/v2/");
      for (const site of ["cross-site", "same-site"]) {
        // There a body that needs no preflight is refused for its type, whoever sends it.
        const want = isV2 ? { status: 415, reason: undefined } : { status: 403, reason: "cross_site" };
        expect(await ask(path, site), site).toEqual(want);
      }
      for (const site of [undefined, "none", "same-origin"]) {
        expect((await ask(path, site)).reason, site).toBeUndefined();
      }
    },
  );

  it("may be read from, which shows it nothing", async ({ expect }) => {
    const headers = { "Sec-Fetch-Site": "cross-site", Origin: "https://example.net" };
    const response = await testApp().ask(`${MACHINE}/api/farwatch/v1/watch`, { headers }, "viewer");
    expect([response.status, response.headers.get("Access-Control-Allow-Origin")]).toEqual([200, null]);
  });
});

describe("a denied caller", () => {
  it("hears nothing of the reason, which is logged without the query string", async ({ expect }) => {
    const { ask, lines } = testApp();
    const response = await ask(`${MACHINE}/metrics?token=hidden`, {
      headers: { "CF-Connecting-IP": "192.0.2.7" },
    });
    expect([response.status, await response.text()]).toEqual([403, "forbidden\n"]);
    expect(lines).toEqual([
      {
        ts: expect.any(String),
        level: "warn",
        msg: "caller denied",
        reason: "no_credentials",
        method: "GET",
        path: "/metrics",
        client: "192.0.2.7",
      },
    ]);
  });

  it("with an identity is logged by name and tenant", async ({ expect }) => {
    const { ask, lines } = testApp();
    expect((await ask(`${MACHINE}/metrics`, {}, "ingest")).status).toBe(403);
    expect(lines).toMatchObject([{ reason: "missing_role", identity: "ingest", tenant: "main" }]);
  });

  it("cannot fill the log with a path", async ({ expect }) => {
    const { ask, lines } = testApp();
    await ask(`${MACHINE}/${"x".repeat(10_000)}`);
    expect(String(lines[0]?.path)).toHaveLength(MAX_LOGGED_PATH_CHARS);
  });

  it("gets in by the operator token where no certificate is asked for", async ({ expect }) => {
    const { ask } = testApp({ env: { OPERATOR_TOKEN: "operator-token" } });
    const headers = { Authorization: "Bearer operator-token" };
    expect((await ask(`${MACHINE}/api/v2/silences`, { headers })).status).toBe(200);
    expect(
      (await ask(`${MACHINE}/api/v2/silences`, { headers: { Authorization: "Bearer operator" } })).status,
    ).toBe(403);
  });
});
