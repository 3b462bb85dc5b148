import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, it } from "vitest";
import { runbooks } from "../../runbooks/index.ts";
import { buildApp } from "../../src/api/app.ts";
import { routes } from "../../src/api/routes.ts";
import type { Role } from "../../src/config/config.ts";
import { edgeConfig } from "../../src/edge-config.ts";
import { ask, type Call, certificateOf, type Known, type TlsClientAuth } from "./callers.ts";

/** Who may do what, written down a second time: a route that is added or widened without a line here fails. */
const allowed: Readonly<Record<string, "open" | readonly Role[]>> = {
  "GET /-/healthy": "open",
  "GET /-/ready": "open",
  "GET /runbooks": "open",
  "GET /runbooks/:alertname": "open",
  "POST /webhook/alertmanager": ["ingest", "operator"],
  "POST /heartbeat/:name": ["ingest", "operator"],
  "GET /metrics": ["scrape", "viewer", "operator"],
  "GET /api/v2/status": ["viewer", "operator"],
  "GET /api/v2/receivers": ["viewer", "operator"],
  "GET /api/v2/alerts": ["viewer", "operator"],
  "GET /api/v2/alerts/groups": ["viewer", "operator"],
  "POST /api/v2/alerts": ["ingest", "operator"],
  "GET /api/v2/silences": ["viewer", "operator"],
  "POST /api/v2/silences": ["operator"],
  "GET /api/v2/silence/:id": ["viewer", "operator"],
  "DELETE /api/v2/silence/:id": ["operator"],
  "GET /api/v2/openapi.yaml": ["viewer", "operator"],
  "GET /api/farwatch/v1/silences": ["viewer", "operator"],
  "GET /api/farwatch/v1/deliveries": ["viewer", "operator"],
  "GET /api/farwatch/v1/deliveries/:id": ["viewer", "operator"],
  "POST /api/farwatch/v1/deliveries/:id/replay": ["operator"],
  "GET /api/farwatch/v1/watch": ["viewer", "operator"],
  "GET /api/farwatch/v1/uptime": ["viewer", "operator"],
  "POST /api/farwatch/v1/probes/:name/run": ["operator"],
};

const callers: readonly { known: Known; roles: readonly Role[] }[] = [
  { known: "alertmanager", roles: ["ingest"] },
  { known: "scraper", roles: ["scrape"] },
  { known: "prometheus", roles: ["ingest", "scrape"] },
  { known: "viewer", roles: ["viewer"] },
  { known: "operator", roles: ["operator"] },
];

/** What Prometheus may with its one certificate, which is all that it needs. */
const OF_PROMETHEUS = [
  "POST /webhook/alertmanager",
  "POST /heartbeat/:name",
  "GET /metrics",
  "POST /api/v2/alerts",
];

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

const walk = Object.entries(allowed).map(([key, roles]) => {
  const [method = "", pattern = ""] = key.split(" ");
  const path = pattern
    .replace(":id", UNKNOWN_ID)
    .replace(":alertname", "FarwatchIntakeRefused")
    .replace(":name", "nothing");
  return { key, method, path, roles };
});

const guarded = walk.filter(({ roles }) => roles !== "open");

function callOf(method: string, call: Call = {}): Call {
  const headers = new Headers(call.headers);
  headers.set("Content-Type", "application/json");
  return { ...call, method, headers, ...(method === "POST" && { body: "{}" }) };
}

describe("the table of routes", () => {
  it("is the one that this test walks, role for role", ({ expect }) => {
    const listed = routes.map((route) => [`${route.method} ${route.path}`, route.roles]);
    expect(Object.fromEntries(listed)).toEqual(allowed);
  });

  it("is all that the app serves", ({ expect }) => {
    const app = buildApp({ loadConfig: edgeConfig, runbooks: new Map(), now: Date.now });
    const paths = new Set(routes.map((route) => route.path));
    const expected = [
      "ALL /*",
      "ALL /api/v2/*",
      ...routes.map((route) => `${route.method} ${route.path}`),
      ...[...paths].map((path) => `ALL ${path}`),
    ];
    expect(app.routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(expected.sort());
  });
});

describe("every route with every role", () => {
  it("leaves Prometheus what it needs and no more", ({ expect }) => {
    const its = guarded.filter(({ roles }) => roles.includes("ingest") || roles.includes("scrape"));
    expect(its.map(({ key }) => key)).toEqual(OF_PROMETHEUS);
  });

  const matrix = walk.flatMap(({ roles: granted, ...row }) =>
    callers.map((caller) => ({ ...row, ...caller, granted })),
  );

  it.for(matrix)("$key as $known", async ({ method, path, granted, known, roles }, { expect }) => {
    const response = await ask(path, callOf(method, { certificate: certificateOf(known) }));
    const body = await response.text();
    if (granted === "open" || roles.some((role) => granted.includes(role)))
      expect(response.status, body).not.toBe(403);
    else expect([response.status, body]).toEqual([403, "forbidden\n"]);
    expect(response.status, body).not.toBe(503);
    expect(response.headers.get("Location")).toBeNull();
  });
});

const operator = certificateOf("operator");
const token = { Authorization: "Bearer worker-test-operator-token" };
const bad: readonly { name: string; certificate?: TlsClientAuth; headers?: Record<string, string> }[] = [
  { name: "who shows nothing" },
  {
    name: "a foreign CA's",
    certificate: { ...operator, certVerified: "FAILED:unable to verify the first certificate" },
  },
  {
    name: "a self-signed one",
    certificate: { ...operator, certVerified: "FAILED:self signed certificate" },
  },
  { name: "an expired one", certificate: { ...operator, certVerified: "FAILED:certificate has expired" } },
  {
    name: "a revoked one, which Cloudflare calls a success",
    certificate: { ...operator, certRevoked: "1" },
  },
  {
    name: "one of our CA that nobody configured",
    certificate: { ...operator, certFingerprintSHA256: "ee".repeat(32) },
  },
  {
    name: "a revoked one beside the operator token",
    certificate: { ...operator, certRevoked: "1" },
    headers: token,
  },
  {
    name: "an expired one beside the operator token",
    certificate: { ...operator, certVerified: "FAILED:certificate has expired" },
    headers: token,
  },
  { name: "a wrong token", headers: { Authorization: "Bearer worker-test-operator-toke" } },
  { name: "forged headers", headers: forgedHeaders(operator) },
  {
    name: "forged headers over the platform's word that there is none",
    headers: forgedHeaders(operator),
    certificate: { ...operator, certPresented: "0", certVerified: "NONE" },
  },
];

describe("every guarded route denies", () => {
  it.for(bad)("$name", async ({ certificate, headers }, { expect }) => {
    for (const { key, method, path } of guarded) {
      const response = await ask(path, callOf(method, { certificate, ...(headers && { headers }) }));
      expect([response.status, await response.text()], key).toEqual([403, "forbidden\n"]);
    }
  });

  it("and lets the operator token in where there is no certificate", async ({ expect }) => {
    const response = await ask("/api/v2/silences", { headers: token });
    expect(response.status).toBe(200);
  });
});

describe("runbooks: identified", () => {
  const asset = "/FarwatchIntakeRefused.html";
  const pages = ["/runbooks", "/runbooks/FarwatchIntakeRefused", "/runbooks/Nope"];
  const { config, ...loaded } = edgeConfig();
  const identified = config && { ...config, edge: { ...config.edge, runbooks: "identified" as const } };
  const loadConfig = () => ({ ...loaded, ...(identified && { config: identified }) });
  const app = buildApp({ loadConfig, runbooks, now: Date.now });

  const read = (path: string, { certificate, headers }: Call) => {
    // As in `ask`: the types know only the properties that a caller may set.
    const init = { headers, ...(certificate && { cf: { tlsClientAuth: certificate } }) } as RequestInit;
    return app.fetch(new Request(`https://localhost:8443${path}`, init), env, createExecutionContext());
  };

  it.for(callers)(
    "shows the pages to viewer and operator alone: $known",
    async ({ known, roles }, { expect }) => {
      const readers: readonly Role[] = ["viewer", "operator"];
      for (const path of pages) {
        const { status } = await read(path, { certificate: certificateOf(known) });
        const shown = path === "/runbooks/Nope" ? 404 : 200;
        expect(status, path).toBe(roles.some((role) => readers.includes(role)) ? shown : 403);
      }
      // The file that the page is read from has no address, for nobody.
      const { status } = await read(asset, { certificate: certificateOf(known) });
      expect(status).toBe(404);
    },
  );

  it.for(bad)("denies $name", async ({ certificate, headers }, { expect }) => {
    for (const path of [...pages, asset]) {
      const response = await read(path, { certificate, ...(headers && { headers }) });
      expect([response.status, await response.text()], path).toEqual([403, "forbidden\n"]);
    }
  });
});

describe("what is not listed", () => {
  const paths = [
    "/",
    "/nope",
    "/api/v2/nope",
    "/api/v1/status/buildinfo",
    "/alertmanager/api/v2/status",
    "/FarwatchIntakeRefused.html",
    "/runbooks/pages/FarwatchIntakeRefused.html",
  ];

  it.for(paths)("%s is 403 without an identity and 404 with one", async (path, { expect }) => {
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, { certificate: certificateOf("alertmanager") })).status).toBe(404);
  });

  it("counts for no role at all", async ({ expect }) => {
    for (const { known } of callers) {
      const certificate = certificateOf(known);
      expect((await ask("/-/reload", { certificate, method: "POST" })).status).toBe(404);
    }
  });
});

describe("tenants", () => {
  const silence = {
    matchers: [{ name: "alertname", value: "TenantTest", isRegex: false }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    createdBy: "somebody",
    comment: "belongs to one tenant",
  };

  async function postSilence(known: Known): Promise<string> {
    const init = callOf("POST", { certificate: certificateOf(known) });
    const response = await ask("/api/v2/silences", { ...init, body: JSON.stringify(silence) });
    return (await response.json<{ silenceID: string }>()).silenceID;
  }

  async function idsOf(known: Known): Promise<string[]> {
    const response = await ask("/api/v2/silences", { certificate: certificateOf(known) });
    return (await response.json<{ id: string }[]>()).map(({ id }) => id);
  }

  it("keep their silences from each other", async ({ expect }) => {
    const [mine, theirs] = [await postSilence("operator"), await postSilence("other-tenant")];
    expect(await idsOf("operator")).toEqual([mine]);
    expect(await idsOf("other-tenant")).toEqual([theirs]);

    const certificate = certificateOf("other-tenant");
    expect((await ask(`/api/v2/silence/${mine}`, { certificate })).status).toBe(404);
    expect((await ask(`/api/v2/silence/${mine}`, { certificate, method: "DELETE" })).status).toBe(404);
    const update = { ...callOf("POST", { certificate }), body: JSON.stringify({ ...silence, id: mine }) };
    expect((await ask("/api/v2/silences", update)).status).toBe(404);

    const kept = await ask(`/api/v2/silence/${mine}`, { certificate: certificateOf("operator") });
    expect(await kept.json()).toMatchObject({ id: mine, status: { state: "active" } });
  });

  it("keep their alerts from each other", async ({ expect }) => {
    const before = await receivedBy("operator");
    const init = callOf("POST", { certificate: certificateOf("other-tenant") });
    expect((await ask("/webhook/alertmanager", { ...init, body: JSON.stringify(webhook()) })).status).toBe(
      200,
    );
    expect(await receivedBy("other-tenant")).toBe(1);
    expect(await receivedBy("operator")).toBe(before);
  });
});

describe("the gate in the open", () => {
  it("says who wrote a silence by the certificate, whatever the body claims", async ({ expect }) => {
    const response = await ask("/api/farwatch/v1/silences", { certificate: certificateOf("viewer") });
    expect(await response.json()).toMatchObject([{ createdBy: "somebody", identity: "operator" }]);
  });

  it("counts the denied by reason, and shows them to the next scrape", async ({ expect }) => {
    const revoked = { ...certificateOf("operator"), certRevoked: "1" };
    await ask("/metrics", { certificate: revoked });
    const text = await (await ask("/metrics", { certificate: certificateOf("prometheus") })).text();
    expect(text).toMatch(/^farwatch_denied_total\{reason="certificate_revoked"\} [1-9]/m);
    expect(text).toMatch(/^farwatch_denied_total\{reason="missing_role"\} [1-9]/m);
  });
});

async function receivedBy(known: Known): Promise<number> {
  const text = await (await ask("/metrics", { certificate: certificateOf(known) })).text();
  return Number(/^farwatch_alerts_received_total\{status="firing"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

function webhook() {
  const labels = { alertname: "Watchdog", severity: "none" };
  const alert = {
    status: "firing",
    labels,
    annotations: {},
    startsAt: new Date().toISOString(),
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "",
    fingerprint: "",
  };
  return {
    version: "4",
    groupKey: "{}:{}",
    truncatedAlerts: 0,
    status: "firing",
    receiver: "farwatch",
    groupLabels: {},
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: "http://alertmanager.test",
    alerts: [alert],
  };
}

/** What proxies and test servers set to tell of a certificate; on the edge anybody may send them. */
function forgedHeaders(certificate: TlsClientAuth): Record<string, string> {
  const cf = JSON.stringify({ tlsClientAuth: certificate });
  return {
    "MF-CF-Blob": cf,
    "X-Cf-Blob": cf,
    "CF-Blob": cf,
    "Cf-Client-Cert-Verified": "SUCCESS",
    "Cf-Client-Cert-Sha256": certificate.certFingerprintSHA256,
    "Cf-Client-Cert-Subject-Dn": certificate.certSubjectDNRFC2253,
    "Client-Cert": ":MIIB:",
    "X-Client-Verify": "SUCCESS",
    "X-SSL-Client-Fingerprint": certificate.certFingerprintSHA256,
    "X-Forwarded-Client-Cert": `Hash=${certificate.certFingerprintSHA256}`,
    "Cf-Access-Authenticated-User-Email": "operator@example.com",
  };
}
