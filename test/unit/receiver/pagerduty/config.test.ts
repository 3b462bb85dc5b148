import { describe, expect, it } from "vitest";
import type { GlobalConfig } from "../../../../src/config/config.ts";
import { ENQUEUE_URL, pagerdutyConfig } from "../../../../src/receiver/pagerduty/config.ts";

const http = { headers: [], followRedirects: true };
const resolve = (raw: unknown, global: GlobalConfig = {}) => pagerdutyConfig.resolve(raw, global);

describe("pagerduty_configs act on", () => {
  const cases = [
    {
      name: "a written key",
      raw: { routing_key: "k" },
      want: { url: ENQUEUE_URL, routingKey: { value: "k" } },
      secrets: [],
    },
    {
      name: "a key in a secret",
      raw: { routing_key_file: "/run/secrets/pagerduty" },
      want: { url: ENQUEUE_URL, routingKey: { env: "PAGERDUTY" } },
      secrets: ["PAGERDUTY"],
    },
    {
      name: "what the entry says of the event",
      raw: {
        routing_key: "k",
        client: "Edge",
        client_url: "https://e",
        source: "lab",
        severity: "warning",
        class: "disk",
        component: "nas",
        group: "home",
      },
      want: {
        url: ENQUEUE_URL,
        routingKey: { value: "k" },
        client: "Edge",
        clientUrl: "https://e",
        source: "lab",
        severity: "warning",
        class: "disk",
        component: "nas",
        group: "home",
      },
      secrets: [],
    },
  ];

  it.for(cases)("$name", ({ raw, want, secrets }) => {
    expect(resolve(raw)).toEqual({ settings: { http, ...want }, sendResolved: true, secrets, issues: [] });
  });

  it("the URL of the entry, else the global one", () => {
    const global = { pagerduty_url: "https://events.eu.pagerduty.com/v2/enqueue" };
    const urlOf = (raw: object) => resolve({ routing_key: "k", ...raw }, global).settings;
    expect(urlOf({})).toMatchObject({ url: global.pagerduty_url });
    expect(urlOf({ url: "http://127.0.0.1:9/x" })).toMatchObject({ url: "http://127.0.0.1:9/x" });
  });

  it("send_resolved, which is true unless it is given, and the headers of http_config", () => {
    const raw = {
      routing_key: "k",
      send_resolved: "no",
      http_config: { http_headers: { "X-A": { files: ["/s/a"] } } },
    };
    expect(resolve(raw)).toMatchObject({
      settings: { http: { headers: [{ secrets: [{ env: "A" }] }] } },
      sendResolved: false,
      secrets: ["A"],
    });
  });
});

describe("pagerduty_configs are refused:", () => {
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ["one of routing_key or routing_key_file must be configured", [], {}],
    [
      "at most one of routing_key & routing_key_file must be configured",
      ["routing_key_file"],
      { routing_key: "k", routing_key_file: "f" },
    ],
    [
      "Cannot use service_key: it belongs to version 1 of the Events API",
      ["service_key"],
      { service_key: "k" },
    ],
    [
      "Cannot use service_key_file: it belongs to version 1",
      ["service_key_file"],
      { routing_key: "k", service_key_file: "f" },
    ],
    [
      'Cannot use severity "page": PagerDuty knows critical, error, warning, info',
      ["severity"],
      { routing_key: "k", severity: "page" },
    ],
    ['unsupported scheme "ftp" for URL', ["url"], { routing_key: "k", url: "ftp://x" }],
    ['Unknown field "routingkey"', ["routingkey"], { routing_key: "k", routingkey: "k" }],
    ["expected true or false", ["send_resolved"], { routing_key: "k", send_resolved: 3 }],
  ];

  it.for(cases)("%s", ([message, path, raw]) => {
    const { settings, issues } = resolve(raw);
    expect(settings).toBeUndefined();
    expect(issues).toMatchObject([{ severity: "error", path, message: expect.stringContaining(message) }]);
  });

  it("no message quotes a key", () => {
    const { issues } = resolve({ routing_key: ["hunter2"], service_key: { hunter2: "hunter2" } });
    expect(issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(issues)).not.toContain("hunter2");
  });
});

describe("pagerduty_configs warn once of each field that the event does not take over:", () => {
  const cases = [
    ["description", "{{ .X }}", "is not used: "],
    ["details", { a: "b" }, "is not used: "],
    ["images", [{ src: "https://a" }], "is not used: "],
    ["links", [{ href: "https://a" }], "is not used: "],
    ["timeout", "5s", "is not used: "],
    ["client", "{{ .X }}", "holds a template"],
    ["client_url", "{{ .X }}", "holds a template"],
    ["source", "{{ .X }}", "holds a template"],
    ["severity", "{{ .X }}", "holds a template"],
    ["class", "{{ .X }}", "holds a template"],
    ["component", "{{ .X }}", "holds a template"],
    ["group", "{{ .X }}", "holds a template"],
  ] as const;

  it.for(cases)("%s", ([field, value, words]) => {
    const { settings, issues } = resolve({ routing_key: "k", [field]: value });
    expect(settings).toEqual({ url: ENQUEUE_URL, routingKey: { value: "k" }, http });
    expect(issues).toMatchObject([
      { severity: "warning", path: [field], message: expect.stringContaining(words) },
    ]);
  });
});
