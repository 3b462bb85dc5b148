import { describe, expect, it } from "vitest";
import * as z from "zod";
import { flag, httpUrl, parseNode, text, urlProblem } from "../../../src/config/field.ts";

const schema = z.strictObject({
  channel: text.optional(),
  send_resolved: flag.default(false),
  api_url: httpUrl.optional(),
  inner: z.strictObject({ list: z.array(text).optional() }).optional(),
});

describe("parseNode", () => {
  const accepted = [
    { name: "nothing at all", raw: null, want: { send_resolved: false } },
    {
      name: "a number where text is wanted",
      raw: { channel: 42 },
      want: { channel: "42", send_resolved: false },
    },
    {
      name: "yes, which is true in upstream's YAML",
      raw: { send_resolved: "yes" },
      want: { send_resolved: true },
    },
    { name: "Off, which is false there", raw: { send_resolved: "Off" }, want: { send_resolved: false } },
    {
      name: "a field left empty",
      raw: { channel: null, inner: { list: [null, "a"] } },
      want: { send_resolved: false, inner: { list: ["a"] } },
    },
    {
      name: "a URL as it is written",
      raw: { api_url: "HTTPS://a.example" },
      want: { api_url: "HTTPS://a.example", send_resolved: false },
    },
  ];

  it.for(accepted)("accepts $name", ({ raw, want }) => {
    expect(parseNode(schema, raw, [])).toEqual({ ok: true, value: want });
  });

  it("takes a field left empty for the zero that upstream holds, where the default is another", () => {
    const defaults = z.strictObject({
      send_resolved: flag.default(true),
      max_alerts: z.number().default(5),
      to: text.default("a"),
    });
    const of = (raw: unknown) => parseNode(defaults, raw, []);
    expect(of({})).toEqual({ ok: true, value: { send_resolved: true, max_alerts: 5, to: "a" } });
    const empty = { send_resolved: null, max_alerts: null, to: null };
    expect(of(empty)).toEqual({ ok: true, value: { send_resolved: false, max_alerts: 0, to: "" } });
  });

  const refused = [
    {
      raw: { chanel: "x" },
      path: ["chanel"],
      message: 'Unknown field "chanel" in slack_configs, did you mean "channel"?',
    },
    { raw: { inner: { zzz: 1 } }, path: ["inner", "zzz"], message: 'Unknown field "zzz" in inner' },
    {
      raw: { channel: ["#a"] },
      path: ["channel"],
      message: "Cannot read channel: expected text, got a list",
    },
    {
      raw: { send_resolved: "maybe" },
      path: ["send_resolved"],
      message: 'Cannot read send_resolved: expected true or false, got "maybe"',
    },
    {
      raw: { inner: { list: "a" } },
      path: ["inner", "list"],
      message: 'Cannot read list: expected a list, got "a"',
    },
    {
      raw: { api_url: "ftp://a" },
      path: ["api_url"],
      message: 'Cannot read api_url: unsupported scheme "ftp" for URL',
    },
  ];

  it.for(refused)("refuses $raw at its own place", ({ raw, path, message }) => {
    const error = [{ severity: "error", path: ["receivers", 0, ...path], message }];
    expect(parseNode(schema, raw, ["receivers", 0], "slack_configs")).toEqual({ ok: false, error });
  });

  it("quotes no value of a field that may hold a secret", () => {
    const parsed = parseNode(schema, { api_url: ["https://hooks.example/token"] }, []);
    expect(JSON.stringify(parsed)).not.toContain("token");
  });
});

describe("urlProblem", () => {
  const cases = [
    ["https://hooks.example.com/a", undefined],
    ["http://127.0.0.1:9/a?b=c", undefined],
    ["<secret>", 'unsupported scheme "" for URL'],
    ["", 'unsupported scheme "" for URL'],
    ["hooks.example.com", 'unsupported scheme "" for URL'],
    ["mailto:a@b", 'unsupported scheme "mailto" for URL'],
    ["http://", "missing host for URL"],
    ["http:///path", "missing host for URL"],
    ["http://a b/", "no URL"],
    ["http://a/%zz", "no URL"],
    ["http://a:port/", "no URL"],
    // Upstream takes these, to fail when it sends.
    ["http://a:99999/", "no request can be sent to it"],
    ["http://:80/", "no request can be sent to it"],
  ] as const;

  it.for(cases)("of %j is %j", ([url, want]) => {
    expect(urlProblem(url)).toBe(want);
  });
});
