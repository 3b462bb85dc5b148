import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { RefusalReason, WebhookPayload } from "../../../src/alert/incoming.ts";
import { MAX_ALERTS, MAX_BODY_BYTES, MAX_FIELD_BYTES, parseWebhook } from "../../../src/alert/webhook.ts";
import { type Payload, readFixture, readPayloads } from "./fixtures.ts";
import { alertOf, bodyOf, parse, refusalOf } from "./webhook-bodies.ts";

const payloads = readPayloads();
const sent = payloads.filter(({ body }) => body !== null);

/** As its sender wrote it, for comparison. */
type Written = WebhookPayload & { alerts: { fingerprint: string; endsAt: string; startsAt: string }[] };

describe("bodies that real Alertmanagers sent", () => {
  test.each(sent)("$file: $description", ({ body }: Payload) => {
    const payload = parse(JSON.stringify(body));
    // The fixture is what it is compared with, so nothing is checked twice here.
    const written = body as Written;
    expect(payload).toMatchObject({
      receiver: written.receiver,
      groupKey: written.groupKey,
      externalURL: written.externalURL,
      truncatedAlerts: written.truncatedAlerts,
    });
    expect(
      payload.alerts.map(({ labels, annotations, status }) => ({ labels, annotations, status })),
    ).toEqual(written.alerts.map(({ labels, annotations, status }) => ({ labels, annotations, status })));
    expect(payload.alerts.map((alert) => alert.startsAt.text)).toEqual(written.alerts.map((a) => a.startsAt));
    expect(payload.alerts.map((alert) => alert.endsAt?.text ?? "0001-01-01T00:00:00Z")).toEqual(
      written.alerts.map((a) => a.endsAt),
    );
  });

  test("carry the fingerprints that we compute", () => {
    const alerts = sent.flatMap(({ body }) => parse(JSON.stringify(body)).alerts);
    expect(alerts.length).toBeGreaterThan(30);
    for (const alert of alerts) expect(fingerprint(alert.labels)).toBe(alert.claimedFingerprint);
  });

  test("are as many alerts as the index says", () => {
    const index = readFixture<{ file: string; alerts: number }[]>("payloads/INDEX.json");
    const counts = new Map(index.map(({ file, alerts }) => [file, alerts]));
    for (const { file, body } of sent) {
      expect([file, parse(JSON.stringify(body)).alerts.length]).toEqual([file, counts.get(file)]);
    }
    expect(payloads.length).toBe(23);
  });
});

describe("what may be absent or unknown", () => {
  test.each([undefined, null, ""])("an externalURL that is %j is empty", (externalURL) => {
    expect(parse(bodyOf({ externalURL })).externalURL).toBe("");
  });

  test.each([undefined, null, 0])("truncatedAlerts that are %j are none", (truncatedAlerts) => {
    expect(parse(bodyOf({ truncatedAlerts })).truncatedAlerts).toBe(0);
  });

  test.each(["groupLabels", "commonLabels", "commonAnnotations"])("%s may be missing", (field) => {
    expect(parse(bodyOf({ [field]: undefined })).alerts).toHaveLength(1);
    expect(parse(bodyOf({ [field]: null })).alerts).toHaveLength(1);
  });

  test("keys of later versions are ignored", () => {
    const later = { notification_reason: "first notification", routeLabels: { a: "1" }, new: [[[]]] };
    expect(parse(bodyOf(later))).toEqual(parse(bodyOf({})));
  });

  test("the receiver stays quoted as upstream sends it", () => {
    expect(parse(bodyOf({ receiver: "team\\.a\\+b" })).receiver).toBe("team\\.a\\+b");
  });
});

describe("a refusal says why, and quotes", () => {
  test.each<[string, string, RefusalReason, string]>([
    [
      "an empty body",
      "",
      "malformed",
      "Cannot read the body: it is empty. A 301 or 302 on the way makes Alertmanager drop it.",
    ],
    ["no JSON", "hello", "malformed", 'Cannot read the body "hello": it is not JSON.'],
    ["a list", "[1]", "malformed", 'Cannot read the body "[1]": expected a JSON object.'],
    ["null", "null", "malformed", 'Cannot read the body "null": expected a JSON object.'],
    [
      "a long text",
      `"${"x".repeat(200)}`,
      "malformed",
      `Cannot read the body "\\"${"x".repeat(79)}"…: it is not JSON.`,
    ],
    [
      "no receiver",
      bodyOf({ receiver: undefined }),
      "malformed",
      "Cannot read receiver (missing): expected a text.",
    ],
    [
      "a list as receiver",
      bodyOf({ receiver: [1] }),
      "malformed",
      "Cannot read receiver (a list): expected a text.",
    ],
    ["no groupKey", bodyOf({ groupKey: null }), "malformed", "Cannot read groupKey null: expected a text."],
    [
      "a number as externalURL",
      bodyOf({ externalURL: 5 }),
      "malformed",
      "Cannot read externalURL 5: expected a text.",
    ],
    [
      "half an alert cut off",
      bodyOf({ truncatedAlerts: 0.5 }),
      "malformed",
      "Cannot read truncatedAlerts 0.5: expected a whole number, not negative.",
    ],
    [
      "fewer than none cut off",
      bodyOf({ truncatedAlerts: -1 }),
      "malformed",
      "Cannot read truncatedAlerts -1: expected a whole number, not negative.",
    ],
    [
      "a text as truncatedAlerts",
      bodyOf({ truncatedAlerts: "2" }),
      "malformed",
      'Cannot read truncatedAlerts "2": expected a whole number, not negative.',
    ],
    [
      "another status",
      bodyOf({ status: "ok" }),
      "malformed",
      'Cannot read status "ok" of the payload: expected "firing" or "resolved".',
    ],
    [
      "groupLabels as list",
      bodyOf({ groupLabels: [] }),
      "malformed",
      "Cannot read groupLabels (a list) of the payload: expected an object.",
    ],
    [
      "a number as common label",
      bodyOf({ commonLabels: { a: 1 } }),
      "malformed",
      'Cannot read commonLabels of the payload: "a" is 1, expected a text.',
    ],
    [
      "alerts as object",
      bodyOf({ alerts: {} }),
      "malformed",
      "Cannot read alerts (an object): expected a list.",
    ],
    [
      "no alerts at all",
      bodyOf({ alerts: [] }),
      "malformed",
      "Cannot read alerts: the list is empty, and Alertmanager never sends that.",
    ],
  ])("%s", (_, body, reason, message) => {
    expect(refusalOf(body)).toEqual({ reason, message });
  });

  test.each<[unknown, string]>([
    ["5", '"5"'],
    [4, "4"],
    [undefined, "(missing)"],
    [{}, "(an object)"],
  ])("version %j, with the cause that is likely", (version, quoted) => {
    expect(refusalOf(bodyOf({ version }))).toEqual({
      reason: "wrong_version",
      message: `Cannot read webhook version ${quoted}: expected "4". If webhook_configs has a "payload:" template, remove it: it replaces the fields that Farwatch reads.`,
    });
  });
});

describe("limits", () => {
  test("a body of just MAX_BODY_BYTES is read, and one byte more is not", () => {
    const start = bodyOf({ padding: "" }).slice(0, -2);
    // Three bytes a character, so that length and bytes differ.
    const room = MAX_BODY_BYTES - start.length - 2;
    const full = `${start}${"☕".repeat(Math.floor(room / 3))}${"x".repeat(room % 3)}"}`;
    expect(Buffer.byteLength(full)).toBe(16 * 1024 * 1024);
    expect(parse(full).alerts).toHaveLength(1);
    expect(refusalOf(`${full} `)).toEqual({
      reason: "too_large",
      message:
        "Cannot take a body of 16777217 bytes; at most 16777216 are allowed. Set max_alerts in webhook_configs.",
    });
  });

  test("MAX_ALERTS are read, and one more is not", () => {
    const alerts = Array.from({ length: MAX_ALERTS }, (_, i) => alertOf({ labels: { n: `${i}` } }));
    expect(parse(bodyOf({ alerts })).alerts).toHaveLength(20_000);
    expect(refusalOf(bodyOf({ alerts: [...alerts, alertOf({})] }))).toEqual({
      reason: "too_many_alerts",
      message:
        "Cannot take 20001 alerts in one body; at most 20000 are allowed. Set max_alerts in webhook_configs.",
    });
  });

  test.each(["receiver", "groupKey", "externalURL"])("%s may take MAX_FIELD_BYTES and no more", (field) => {
    const longest = "x".repeat(MAX_FIELD_BYTES);
    expect(parse(bodyOf({ [field]: longest }))).toHaveProperty(field, longest);
    expect(refusalOf(bodyOf({ [field]: `${longest}x` }))).toEqual({
      reason: "too_large",
      message: `Cannot take ${field} "${"x".repeat(80)}"…: it takes 524289 bytes; at most 524288 are allowed.`,
    });
  });
});

describe("equal label sets inside one body", () => {
  const firing = (summary: string) => alertOf({ annotations: { summary } });
  const resolved = (summary: string) =>
    alertOf({ annotations: { summary }, status: "resolved", endsAt: "2026-01-01T01:00:00Z" });

  test.each([
    ["the last of two that fire", [firing("1"), firing("2")], "firing", "2"],
    ["the last of two that are resolved", [resolved("1"), resolved("2")], "resolved", "2"],
    ["the firing one after a resolved one", [resolved("1"), firing("2")], "firing", "2"],
    ["the firing one before a resolved one", [firing("1"), resolved("2")], "firing", "1"],
    [
      "the last firing one, whatever stands between",
      [firing("1"), resolved("2"), firing("3")],
      "firing",
      "3",
    ],
  ])("count as one: %s", (_, alerts, status, summary) => {
    const parsed = parse(bodyOf({ alerts })).alerts;
    expect(parsed.map((alert) => [alert.status, alert.annotations.summary])).toEqual([[status, summary]]);
  });

  test("are found whatever the order of labels and whichever are empty", () => {
    const alerts = [
      alertOf({ labels: { a: "1", b: "2" } }),
      alertOf({ labels: { c: "3" } }),
      alertOf({ labels: { b: "2", gone: "", a: "1" } }),
    ];
    expect(parse(bodyOf({ alerts })).alerts.map((alert) => alert.labels)).toEqual([
      { b: "2", a: "1" },
      { c: "3" },
    ]);
  });
});

describe("hostile bodies", () => {
  test("any JSON is parsed or refused in a sentence, never thrown at", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(refusalOf(JSON.stringify(value)).message).toMatch(/^Cannot .*\.$/s);
      }),
    );
  });

  test("any text is parsed or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (body) => {
        expect(refusalOf(body).reason).toBe("malformed");
      }),
    );
  });

  test("a good body with any one field replaced by any JSON is parsed or refused", () => {
    const fields = ["status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"];
    const outer = [
      "receiver",
      "status",
      "alerts",
      "groupLabels",
      "externalURL",
      "version",
      "groupKey",
      "truncatedAlerts",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.constantFrom(...outer),
        fc.jsonValue(),
        (inner, field, value) => {
          for (const body of [
            bodyOf({ [field]: value }),
            bodyOf({ alerts: [alertOf({ [inner]: value })] }),
          ]) {
            const result = parseWebhook(body);
            expect(result.ok || /^Cannot .*\.$/s.test(result.error.message)).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a refusal is short, whatever was sent", () => {
    const huge = "☕".repeat(100_000);
    const bodies = [
      huge,
      bodyOf({ version: huge }),
      bodyOf({ status: huge }),
      bodyOf({ alerts: [alertOf({ labels: { alertname: huge } })] }),
      bodyOf({ alerts: [alertOf({ labels: { [huge]: 5, alertname: huge } })] }),
      bodyOf({ alerts: [alertOf({ startsAt: huge })] }),
    ];
    for (const body of bodies) expect(refusalOf(body).message.length).toBeLessThan(500);
  });

  test("an unknown key nested 100,000 deep does no harm", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(parse(`{"deep":${deep},${bodyOf({}).slice(1)}`).alerts).toHaveLength(1);
    expect(refusalOf(`{"receiver":${deep},${bodyOf({ receiver: undefined }).slice(1)}`).message).toBe(
      "Cannot read receiver (a list): expected a text.",
    );
  });
});
