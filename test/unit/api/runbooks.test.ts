import { describe, it } from "vitest";
import { PAGE_MAX_AGE_S } from "../../../src/api/page-answer.ts";
import { CONTENT_SECURITY_POLICY } from "../../../src/ui/document.ts";
import { PEOPLE, RUNBOOK, testApp } from "./harness.ts";

describe("GET /runbooks/:alertname", () => {
  it("serves a page that loads nothing, and that a browser may keep for a while", async ({ expect }) => {
    const response = await testApp().ask(`${PEOPLE}/runbooks/DiskFull`);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain("<title>DiskFull - runbook</title>");
    expect(page).toContain("<h1>/DiskFull.html</h1>");
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": `public, max-age=${PAGE_MAX_AGE_S}`,
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "content-type": "text/html; charset=utf-8",
      etag: expect.stringMatching(/^W\/"[\w-]{22}"$/),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
  });

  it("asks no router and no prober", async ({ expect }) => {
    const { ask, tenants, regions, settled } = testApp();
    for (const path of ["/runbooks", "/runbooks?q=disk", "/runbooks/DiskFull", "/runbooks/Nope"]) {
      await ask(PEOPLE + path);
    }
    await settled();
    expect([tenants, regions]).toEqual([[], []]);
  });

  it("knows names that are odd", async ({ expect }) => {
    const runbooks = new Map([["Disk/Full <b>", RUNBOOK]]);
    const response = await testApp({ runbooks }).ask(`${PEOPLE}/runbooks/Disk%2FFull%20%3Cb%3E`);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain("<title>Disk/Full &lt;b&gt; - runbook</title>");
    expect(page).toContain("<h1>/Disk%2FFull%20%3Cb%3E.html</h1>");
  });

  it("reads no asset for a name that the index does not have", async ({ expect }) => {
    const RUNBOOKS = { fetch: () => expect.unreachable("an asset was read") };
    for (const name of ["Nope", "DiskFull.html", "..%2FDiskFull", "index.json", "__proto__"]) {
      const response = await testApp({ env: { RUNBOOKS } }).ask(`${PEOPLE}/runbooks/${name}`);
      expect(response.status, name).toBe(404);
    }
  });

  const broken = [
    ["answer with a failure", async () => new Response("<h1>Not found</h1>", { status: 404 })],
    ["do not answer", () => Promise.reject(new Error("gone"))],
  ] as const;
  it.for(broken)("is our failure where the assets %s", async ([, fetch], { expect }) => {
    const { ask, lines } = testApp({ env: { RUNBOOKS: { fetch } } });
    const response = await ask(`${PEOPLE}/runbooks/DiskFull`);
    expect([response.status, response.headers.get("ETag")]).toEqual([503, null]);
    expect(await response.text()).not.toContain("<h1>");
    expect(lines).toMatchObject([{ level: "error", msg: "request failed", path: "/runbooks/:alertname" }]);
  });

  const unknown = [
    ["another case", "diskfull"],
    ["a file name", "DiskFull.md"],
    ["a slip", "DiskFul"],
    ["a beginning", "Disk"],
  ] as const;
  it.for(unknown)("says that there is none, and offers the nearest: %s", async ([, name], { expect }) => {
    const response = await testApp().ask(`${PEOPLE}/runbooks/${name}`);
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).toContain(`There is no runbook for <bdi><code>${name}</code></bdi> yet.`);
    expect(page).toContain('<a href="/runbooks/DiskFull">DiskFull</a>');
  });

  const hostile = [
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "constructor",
    "__proto__",
    "%00",
    "%E0%A4%A",
    "..%2f..%2fetc%2fpasswd",
    "%F0%9F%92%BE".repeat(5_000),
  ];
  it.for(hostile)("has no page for %.40s, and repeats nothing that runs", async (name, { expect }) => {
    const response = await testApp().ask(`${PEOPLE}/runbooks/${name}`);
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).not.toContain("<script>alert");
    expect(page.length).toBeLessThan(10_000);
  });
});

describe("GET /runbooks", () => {
  it.for(["/runbooks", "/runbooks/", "/runbooks?q="])("lists all at %s", async (path, { expect }) => {
    const response = await testApp().ask(PEOPLE + path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<a href="/runbooks/DiskFull">DiskFull</a>');
  });

  it("lists what a query finds", async ({ expect }) => {
    const runbooks = new Map([
      ["DiskFull", RUNBOOK],
      ["HostDown", { ...RUNBOOK, summary: "A host is gone." }],
    ]);
    const page = await (await testApp({ runbooks }).ask(`${PEOPLE}/runbooks?q=gone+HOST`)).text();
    expect(page).toContain("HostDown");
    expect(page).not.toContain("DiskFull");
  });

  it("offers the nearest to what it does not find", async ({ expect }) => {
    const response = await testApp().ask(`${PEOPLE}/runbooks?q=DskFull`);
    expect([response.status, (await response.text()).includes("The nearest")]).toEqual([200, true]);
  });

  it("withstands a query that is hostile and long", async ({ expect }) => {
    const query = encodeURIComponent('"><script>alert(1)</script>'.repeat(1_000));
    const page = await (await testApp().ask(`${PEOPLE}/runbooks?q=${query}`)).text();
    expect(page).not.toContain("<script>alert");
    expect(page.length).toBeLessThan(10_000);
  });
});

describe("a page that the browser holds already", () => {
  const url = `${PEOPLE}/runbooks/DiskFull`;

  async function askWith(header: (tag: string) => string, path = url): Promise<Response> {
    const { ask } = testApp();
    const tag = (await ask(url)).headers.get("ETag") ?? "";
    return ask(path, { headers: { "If-None-Match": header(tag) } });
  }

  const known = [
    ["its tag", (tag: string) => tag],
    ["its tag as a strong one", (tag: string) => tag.replace("W/", "")],
    ["several", (tag: string) => `"other", ${tag}`],
    ["any", () => "*"],
  ] as const;
  it.for(known)("is not sent again: %s", async ([, header], { expect }) => {
    const response = await askWith(header);
    expect([response.status, await response.text()]).toEqual([304, ""]);
    expect(response.headers.get("ETag")).toMatch(/^W\//);
    expect(response.headers.get("Cache-Control")).toBe(`public, max-age=${PAGE_MAX_AGE_S}`);
  });

  const other = [
    ["another's tag", () => 'W/"other"'],
    ["a part of it", (tag: string) => tag.slice(0, 12)],
    ["nothing", () => ""],
  ] as const;
  it.for(other)("is sent: %s", async ([, header], { expect }) => {
    expect((await askWith(header)).status).toBe(200);
  });

  it("is another page at another address", async ({ expect }) => {
    expect((await askWith((tag) => tag, `${PEOPLE}/runbooks`)).status).toBe(200);
  });

  it("is still not found when there is none", async ({ expect }) => {
    expect((await askWith(() => "*", `${PEOPLE}/runbooks/Nope`)).status).toBe(404);
  });
});

it.for(["/runbooks", "/runbooks/DiskFull"])(
  "HEAD %s has what GET has, but the page",
  async (path, { expect }) => {
    const { ask } = testApp();
    const [head, get] = await Promise.all([ask(PEOPLE + path, { method: "HEAD" }), ask(PEOPLE + path)]);
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
  },
);
