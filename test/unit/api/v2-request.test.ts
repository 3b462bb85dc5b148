import { describe, it } from "vitest";
import { MACHINE, SILENCE, testApp } from "./harness.ts";

const silences = `${MACHINE}/api/v2/silences`;
const alerts = `${MACHINE}/api/v2/alerts`;

// All of it as Alertmanager 0.33.1 answers it.
describe("what a caller takes", () => {
  const cases = [
    { accept: "*/*", status: 200 },
    { accept: "*/json", status: 200 },
    { accept: "application/*", status: 200 },
    { accept: "application/json", status: 200 },
    { accept: "APPLICATION/JSON", status: 200 },
    { accept: "application/json; charset=utf-8", status: 200 },
    { accept: "application/json;q=abc", status: 200 },
    { accept: "text/html, application/json;q=0.9", status: 200 },
    { accept: "text/html,*/*;q=0.1", status: 200 },
    { accept: "application/json;q=0", status: 406 },
    { accept: "application/json;q=0.000", status: 406 },
    { accept: "text/html;q=0.1,application/json;q=0", status: 406 },
    { accept: "*/*;q=0", status: 406 },
    { accept: "text/html", status: 406 },
    { accept: "text/*", status: 406 },
    { accept: "application/vnd.x+json", status: 406 },
    { accept: "application/json garbage", status: 406 },
    { accept: "garbage", status: 406 },
    { accept: "*", status: 406 },
    { accept: ",", status: 406 },
    { accept: "", status: 406 },
  ];
  it.for(cases)("is asked of Accept: $accept, answered $status", async ({ accept, status }, { expect }) => {
    const response = await testApp().ask(silences, { headers: { Accept: accept } }, "operator");
    expect(response.status).toBe(status);
    if (status === 200) return;
    expect(await response.text()).toBe(
      '{"code":406,"message":"unsupported media type requested, only [application/json] are available"}',
    );
  });

  it("does not matter beside a body", async ({ expect }) => {
    const headers = { Accept: "text/html", "Content-Type": "application/json" };
    expect((await testApp().ask(alerts, { method: "POST", headers, body: "[]" }, "ingest")).status).toBe(200);
  });

  it("is asked of everything else before anything else", async ({ expect }) => {
    const headers = { Accept: "text/html" };
    const { ask } = testApp();
    for (const [method, path] of [
      ["POST", "alerts"],
      ["POST", "silences"],
      ["GET", "silence/x"],
      ["DELETE", "silence/x"],
      ["DELETE", `silence/${SILENCE.id}`],
      ["GET", "status"],
      ["GET", "receivers?receiver_matchers=x"],
      ["GET", "alerts"],
      ["GET", "alerts/groups"],
    ] as const) {
      const response = await ask(`${MACHINE}/api/v2/${path}`, { method, headers }, "operator");
      expect(response.status, `${method} ${path}`).toBe(406);
    }
    expect((await ask(`${MACHINE}/api/v2/nope`, { headers }, "operator")).status).toBe(404);
    expect((await ask(silences, { method: "PUT", headers }, "operator")).status).toBe(405);
  });
});

describe("what a body calls itself", () => {
  const unsupported = (type: string) =>
    `{"code":415,"message":"unsupported media type \\"${type}\\", only [application/json] are allowed"}`;
  const cases = [
    { type: "application/json", status: 200 },
    { type: "  application/json  ", status: 200 },
    { type: "application/json;", status: 200 },
    { type: "application/json; charset=utf-8", status: 200 },
    { type: 'application/json;charset="utf-8"', status: 200 },
    { type: "application/json; charset=latin1", status: 200 },
    { type: "APPLICATION/JSON", status: 200 },
    { type: "text/plain", status: 415, body: unsupported("text/plain") },
    { type: "Text/Plain; x=y", status: 415, body: unsupported("text/plain") },
    { type: "application/vnd.x+json", status: 415, body: unsupported("application/vnd.x+json") },
    { type: "", status: 415, body: unsupported("application/octet-stream") },
    { type: "garbage", status: 400 },
    { type: ";", status: 400 },
    { type: "a/b/c", status: 400 },
    { type: "application/json; charset", status: 400 },
    { type: "application/json, text/html", status: 400 },
  ];
  it.for(cases)(
    "is asked of Content-Type: $type, answered $status",
    async ({ type, status, body }, { expect }) => {
      const init = { method: "POST", body: "[]", headers: { "Content-Type": type } };
      const response = await testApp().ask(alerts, init, "ingest");
      const text = await response.text();
      expect(response.status, text).toBe(status);
      if (body !== undefined) expect(text).toBe(body);
      if (status === 400) expect(text).toContain("parsing Content-Type header from");
    },
  );

  it("is not asked where there is none", async ({ expect }) => {
    for (const type of ["text/plain", "garbage"]) {
      const headers = { "Content-Type": type, "Content-Length": "0" };
      const response = await testApp().ask(silences, { method: "POST", headers }, "operator");
      expect([response.status, await response.text()]).toEqual([
        422,
        '{"code":602,"message":"silence in body is required"}',
      ]);
    }
  });

  it("is asked of a body that nobody reads", async ({ expect }) => {
    const headers = { "Content-Type": "text/plain" };
    const init = { method: "DELETE", headers, body: "x" };
    const one = `${MACHINE}/api/v2/silence/${SILENCE.id}`;
    expect((await testApp().ask(one, init, "operator")).status).toBe(415);
  });

  it("takes no time on a header as long as one can be", async ({ expect }) => {
    const long = 16_000;
    for (const type of [
      `application/json;${" ".repeat(long)}x`,
      `application/json${";a=b".repeat(long / 4)};`,
      `application/json;a="${'\\"'.repeat(long / 2)}`,
      "a/".repeat(long / 2),
    ]) {
      const startedAt = performance.now();
      const init = { method: "POST", body: "[]", headers: { "Content-Type": type } };
      await testApp().ask(alerts, init, "ingest");
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });
});
