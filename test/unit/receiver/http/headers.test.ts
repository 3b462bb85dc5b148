import { describe, expect, it } from "vitest";
import type { HttpSettings } from "../../../../src/config/http.ts";
import { base64, headersOf, readSecret } from "../../../../src/receiver/http/headers.ts";
import { testWorld } from "../server.ts";

const world = testWorld({ TOKEN: "t0ken\n", NAME: "ops", EMPTY: " \n", LINES: "a\nb" });
const http: HttpSettings = { headers: [], followRedirects: true };

describe("headersOf", () => {
  const cases: readonly { name: string; http: Partial<HttpSettings>; want: Record<string, string> }[] = [
    { name: "nothing", http: {}, want: {} },
    {
      name: "an authorization, without the newline of its file",
      http: { authorization: { type: "Bearer", credentials: { env: "TOKEN" } } },
      want: { authorization: "Bearer t0ken" },
    },
    { name: "no authorization without credentials", http: { authorization: { type: "Bearer" } }, want: {} },
    {
      name: "basic auth of any characters",
      http: { basicAuth: { username: { env: "NAME" }, password: { value: "pä:ss" } } },
      want: { authorization: `Basic ${Buffer.from("ops:pä:ss").toString("base64")}` },
    },
    {
      name: "basic auth without a password",
      http: { basicAuth: { username: { value: "u" } } },
      want: { authorization: `Basic ${btoa("u:")}` },
    },
    {
      name: "every value of a header",
      http: { headers: [{ name: "X-A", values: ["1", "2"], secrets: [{ env: "TOKEN" }] }] },
      want: { "x-a": "1, 2, t0ken" },
    },
  ];

  it.for(cases)("gives $name", ({ http: more, want }) => {
    const headers = headersOf({ ...http, ...more }, world);
    expect(headers.ok && Object.fromEntries(headers.value)).toEqual(want);
  });

  it.for(["UNSET", "EMPTY"])("fails with the name of the secret %s that is not set", (env) => {
    const headers = headersOf({ ...http, authorization: { type: "Bearer", credentials: { env } } }, world);
    expect(headers).toMatchObject({
      ok: false,
      error: { reason: "missing_secret", answer: `The secret ${env} is not set` },
    });
  });

  it("fails for good on a value that would inject a header, and does not show it", () => {
    const headers = headersOf(
      { ...http, authorization: { type: "Bearer", credentials: { env: "LINES" } } },
      world,
    );
    expect(headers).toMatchObject({
      ok: false,
      error: {
        recoverable: false,
        reason: "client_error",
        answer: 'Cannot send header "Authorization": bad value',
      },
    });
  });
});

it("readSecret takes a written value as it is", () => {
  expect(readSecret({ value: "v" }, world)).toEqual({ ok: true, value: "v" });
});

it("base64 takes every character", () => {
  expect(base64("é🔥")).toBe(Buffer.from("é🔥").toString("base64"));
});
