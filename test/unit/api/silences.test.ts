import { describe, it } from "vitest";
import { err, ok } from "../../../src/alert/result.ts";
import { MAX_SILENCE_BODY_BYTES } from "../../../src/api/silences.ts";
import type { OwnedSilence, SilenceError } from "../../../src/router/rpc.ts";
import { fakeRouter, MACHINE, SILENCE, testApp } from "./harness.ts";

const list = `${MACHINE}/api/v2/silences`;
const one = `${MACHINE}/api/v2/silence/${SILENCE.id}`;
const unknown: SilenceError = { kind: "not_found" };
const invalid: SilenceError = { kind: "invalid", message: "bad matcher format: foo" };

const postable = {
  matchers: [{ name: "alertname", value: "DiskFull", isRegex: false }],
  startsAt: "2026-11-22T10:00:00.000Z",
  endsAt: "2026-11-22T12:00:00.000Z",
  createdBy: "somebody",
  comment: "disk is on its way",
};

function post(body: unknown, type = "application/json"): RequestInit {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", body: text, headers: { "Content-Type": type } };
}

/** As upstream shows it: isEqual always there, annotations not when empty, nothing of ours. */
const { identity: _, ...shownSilence } = SILENCE;

describe("GET /api/v2/silences", () => {
  it("shows upstream's fields alone, in upstream's headers, with a newline at the end", async ({
    expect,
  }) => {
    const { ask } = testApp();
    const response = await ask(list, {}, "viewer");
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "application/json",
      "cache-control": "no-store",
      vary: "Origin",
    });
    const text = await response.text();
    expect(text.endsWith("]\n")).toBe(true);
    expect(JSON.parse(text)).toEqual([shownSilence]);
  });

  it("answers an empty list, never null", async ({ expect }) => {
    const { router } = fakeRouter({ listSilences: async () => ok([]) });
    expect(await (await testApp({ routers: { main: router } }).ask(list, {}, "viewer")).text()).toBe("[]\n");
  });

  it("hands every filter to the caller's own router, and ignores what it does not know", async ({
    expect,
  }) => {
    const { router, calls } = fakeRouter();
    const { ask, tenants } = testApp({ routers: { b: router } });
    await ask(`${list}?filter=a%3D%22b%22&filter=c%21~%22d%22&ruleMetadata=true`, {}, "tenantB");
    expect(calls).toEqual([["listSilences", ['a="b"', 'c!~"d"']]]);
    expect(tenants).toEqual(["b"]);
  });

  it("refuses a bad filter with a bare JSON string", async ({ expect }) => {
    const { router } = fakeRouter({ listSilences: async () => err(invalid) });
    const response = await testApp({ routers: { main: router } }).ask(`${list}?filter=foo`, {}, "viewer");
    expect([response.status, await response.text()]).toEqual([400, '"bad matcher format: foo"\n']);
  });

  const states = ["active", "pending", "expired"] as const;
  const flags = [
    { query: "", want: states },
    { query: "expired=false", want: ["active", "pending"] },
    { query: "expired=False&pending=0", want: ["active"] },
    { query: "active=maybe", want: ["pending", "expired"] },
    { query: "active=&pending=YES&expired=on", want: states },
    { query: "expired=true&expired=false", want: ["active", "pending"] },
  ];
  it.for(flags)("?$query leaves $want", async ({ query, want }, { expect }) => {
    const all = states.map((state): OwnedSilence => ({ ...SILENCE, status: { state } }));
    const { router } = fakeRouter({ listSilences: async () => ok(all) });
    const response = await testApp({ routers: { main: router } }).ask(`${list}?${query}`, {}, "viewer");
    const body: OwnedSilence[] = JSON.parse(await response.text());
    expect(body.map((silence) => silence.status.state)).toEqual(want);
  });

  const accepts = [
    { accept: "application/json", status: 200 },
    { accept: "*/*", status: 200 },
    { accept: "text/html, application/json;q=0.9", status: 200 },
    { accept: "text/html,*/*;q=0.1", status: 200 },
    { accept: "text/html", status: 406 },
  ];
  it.for(accepts)("answers Accept: $accept with $status", async ({ accept, status }, { expect }) => {
    const { ask } = testApp();
    expect((await ask(list, { headers: { Accept: accept } }, "viewer")).status).toBe(status);
  });

  it("shows annotations when there are any", async ({ expect }) => {
    const annotated = { ...SILENCE, annotations: { ticket: "OPS-1" } };
    const { router } = fakeRouter({
      listSilences: async () => ok([annotated, { ...SILENCE, annotations: {} }]),
    });
    const response = await testApp({ routers: { main: router } }).ask(list, {}, "viewer");
    expect(JSON.parse(await response.text())).toEqual([
      { ...shownSilence, annotations: { ticket: "OPS-1" } },
      shownSilence,
    ]);
  });
});

describe("GET /api/farwatch/v1/silences", () => {
  it("shows who really wrote each", async ({ expect }) => {
    const response = await testApp().ask(`${MACHINE}/api/farwatch/v1/silences`, {}, "viewer");
    expect(JSON.parse(await response.text())).toEqual([{ ...shownSilence, identity: "operator" }]);
  });
});

describe("GET /api/v2/silence/:id", () => {
  it("shows one", async ({ expect }) => {
    const response = await testApp().ask(one, {}, "viewer");
    expect([response.status, JSON.parse(await response.text())]).toEqual([200, shownSilence]);
  });

  it("has a trailing slash forgiven", async ({ expect }) => {
    expect((await testApp().ask(`${one}/`, {}, "viewer")).status).toBe(200);
  });

  it("answers an unknown one with an empty 404", async ({ expect }) => {
    const { router } = fakeRouter({ getSilence: async () => err(unknown) });
    const response = await testApp({ routers: { main: router } }).ask(one, {}, "viewer");
    expect([response.status, await response.text()]).toEqual([404, ""]);
    expect(response.headers.get("Content-Type")).toBeNull();
  });

  it.for(["x", "11111111-2222-3333-4444-55555555555", `${SILENCE.id}0`])(
    "answers %s, which is no uuid, with 422",
    async (id, { expect }) => {
      const { router, calls } = fakeRouter();
      const { ask } = testApp({ routers: { main: router } });
      for (const method of ["GET", "DELETE"]) {
        const response = await ask(`${MACHINE}/api/v2/silence/${id}`, { method }, "operator");
        expect(response.status).toBe(422);
        const message = `silenceID in path must be of type uuid: "${id}"`;
        expect(JSON.parse(await response.text())).toEqual({ code: 601, message });
      }
      expect(calls).toEqual([]);
    },
  );
});

describe("DELETE /api/v2/silence/:id", () => {
  it("expires it in the caller's name and answers nothing", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const response = await testApp({ routers: { main: router } }).ask(one, { method: "DELETE" }, "operator");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(calls).toEqual([["expireSilence", SILENCE.id, "operator"]]);
  });

  it("answers an unknown one with an empty 404", async ({ expect }) => {
    const { router } = fakeRouter({ expireSilence: async () => err(unknown) });
    const response = await testApp({ routers: { main: router } }).ask(one, { method: "DELETE" }, "operator");
    expect([response.status, await response.text()]).toEqual([404, ""]);
  });
});

describe("POST /api/v2/silences", () => {
  it("stores it with the caller's identity beside what the body claims", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask } = testApp({ routers: { main: router } });
    const response = await ask(
      list,
      post({ ...postable, identity: "mallory", status: {}, updatedAt: "" }),
      "operator",
    );
    expect([response.status, await response.text()]).toEqual([200, `{"silenceID":"${SILENCE.id}"}\n`]);
    const matchers = [{ ...postable.matchers[0], isEqual: true }];
    expect(calls).toEqual([["setSilence", { ...postable, matchers }, "operator"]]);
  });

  it("answers 404 as a string where the id is unknown, on which amtool's import relies", async ({
    expect,
  }) => {
    const { router } = fakeRouter({ setSilence: async () => err(unknown) });
    const response = await testApp({ routers: { main: router } }).ask(
      list,
      post({ ...postable, id: "x" }),
      "operator",
    );
    expect([response.status, await response.text()]).toEqual([404, '"silence not found"\n']);
  });

  it("answers 400 as a string where the router finds it invalid", async ({ expect }) => {
    const { router } = fakeRouter({ setSilence: async () => err({ kind: "invalid", message: "no" }) });
    const response = await testApp({ routers: { main: router } }).ask(list, post(postable), "operator");
    expect([response.status, await response.text()]).toEqual([400, '"no"\n']);
  });

  const types = [
    { type: "application/json; charset=utf-8", status: 200 },
    { type: "Application/JSON", status: 200 },
    { type: "text/plain", status: 415 },
    { type: "application/x-www-form-urlencoded", status: 415 },
    { type: "", status: 415 },
  ];
  it.for(types)("answers Content-Type $type with $status", async ({ type, status }, { expect }) => {
    expect((await testApp().ask(list, post(postable, type), "operator")).status).toBe(status);
  });

  it("refuses a body over MAX_SILENCE_BODY_BYTES", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask } = testApp({ routers: { main: router } });
    const empty = JSON.stringify({ ...postable, comment: "" }).length;
    const fits = { ...postable, comment: "x".repeat(MAX_SILENCE_BODY_BYTES - empty) };
    expect((await ask(list, post(fits), "operator")).status).toBe(200);
    expect((await ask(list, post({ ...fits, comment: `${fits.comment}x` }), "operator")).status).toBe(413);
    expect(calls).toHaveLength(1);
  });

  it("answers 503 as a string when the router throws", async ({ expect }) => {
    const { router } = fakeRouter({ setSilence: () => Promise.reject(new Error("gone")) });
    const response = await testApp({ routers: { main: router } }).ask(list, post(postable), "operator");
    expect([response.status, await response.text()]).toEqual([
      503,
      '"Farwatch failed to do this; try again."\n',
    ]);
  });
});
