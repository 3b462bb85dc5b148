import { describe, expect, test } from "vitest";
import { DEFAULT_STALE_AFTER_MS } from "../../../src/config/edge.ts";
import { configOf, findings, load, loadEdge, ROUTING } from "./harness.ts";

const DEFAULTS = {
  heartbeats: [],
  probes: [],
  timezone: "UTC",
  runbooks: "public",
  identities: [],
  staleAfterMs: DEFAULT_STALE_AFTER_MS,
  fallbacks: [],
};

test.each([
  ["no file", undefined],
  ["an empty file", ""],
  ["a file of comments", "# nothing yet\n"],
  ["fields without values", "external_url:\ntimezone:\nrunbooks:\nidentities:\nstale_after:\n"],
])("%s gives the defaults", (_, edge) => {
  expect(configOf(edge === undefined ? load(ROUTING) : loadEdge(edge)).edge).toEqual(DEFAULTS);
});

test("every field is read", () => {
  const { edge } = configOf(
    loadEdge(
      "external_url: https://watch.example.org\ntimezone: Europe/Berlin\nrunbooks: identified\nstale_after: 1d\n",
    ),
  );
  expect(edge).toEqual({
    ...DEFAULTS,
    externalUrl: "https://watch.example.org",
    timezone: "Europe/Berlin",
    runbooks: "identified",
    identities: [],
    staleAfterMs: 86_400_000,
    fallbacks: [],
  });
});

describe("external_url is a base for links", () => {
  test.each([
    ["https://a.example", "https://a.example"],
    ["https://a.example/", "https://a.example"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["https://a.example/farwatch//", "https://a.example/farwatch"],
  ])("%s is kept as %s", (written, read) => {
    expect(configOf(loadEdge(`external_url: ${written}`)).edge.externalUrl).toBe(read);
  });

  test.each([
    ["watch.example.org", "expected a URL such as https://watch.example.org"],
    ["ftp://a.example", "expected http or https, got ftp:"],
    ["https://a.example/?q=1", "it must not have a query or a fragment"],
    ["https://a.example/?", "it must not have a query or a fragment"],
    ["https://a.example/#top", "it must not have a query or a fragment"],
    ["https://me:pw@a.example", "it must not hold a user or a password"],
  ])("%s is refused", (written, problem) => {
    expect(findings(loadEdge(`external_url: "${written}"`))).toEqual([
      `1:1 error: Cannot use external_url "${written}": ${problem}`,
    ]);
  });
});

describe("timezone is an IANA name", () => {
  test.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])("%s is one", (name) => {
    expect(configOf(loadEdge(`timezone: ${name}`)).edge.timezone).toBe(name);
  });

  test.each(["Europe/Berln", "+01:00", "local", "5"])("%s is none", (name) => {
    expect(findings(loadEdge(`timezone: ${name}`))).toEqual([
      `1:1 error: Cannot use timezone "${name}": expected an IANA name such as Europe/Berlin`,
    ]);
  });
});

test.each(["public", "identified"])("runbooks may be %s", (readers) => {
  expect(configOf(loadEdge(`runbooks: ${readers}`)).edge.runbooks).toBe(readers);
});

test.each([
  ["runbooks: private", '1:1 error: Cannot read runbooks: expected "public" or "identified", got "private"'],
  ["runbooks: true", '1:1 error: Cannot read runbooks: expected "public" or "identified", got true'],
  ["runbooks: [public]", '1:1 error: Cannot read runbooks: expected "public" or "identified", got a list'],
  ["stale_after: 0s", "1:1 error: stale_after cannot be zero"],
  ["stale_after: 12", '1:1 error: Cannot read stale_after: not a valid duration string: "12"'],
  ["identites: []", '1:1 error: Unknown field "identites" in the edge file, did you mean "identities"?'],
  ["heartbeat:", '1:1 error: Unknown field "heartbeat" in the edge file, did you mean "heartbeats"?'],
  ["- external_url", "1:1 error: Cannot read the edge file: expected a mapping, got a list"],
  ["timezone: [UTC]", "1:1 error: Cannot read timezone: expected text, got a list"],
])("%s is refused", (edge, finding) => {
  expect(findings(loadEdge(edge))).toEqual([finding]);
});
