import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { IncomingAlert, RefusalReason } from "../../../src/alert/incoming.ts";
import { LEFT_OUT, MAX_ANNOTATION_BYTES, MAX_ANNOTATIONS } from "../../../src/alert/incoming-annotations.ts";
import { MAX_LABEL_VALUE_BYTES, MAX_LABELS } from "../../../src/alert/incoming-labels.ts";
import { utf8Length } from "../../../src/alert/utf8.ts";
import { alertOf, bodyOf, parse, refusalOf } from "./webhook-bodies.ts";

type Fields = Readonly<Record<string, unknown>>;

function read(fields: Fields): IncomingAlert {
  const [alert] = parse(bodyOf({ alerts: [alertOf(fields)] })).alerts;
  if (alert === undefined) throw new Error("No alert came out");
  return alert;
}

/** The same with labels or annotations as JSON text, for names that an object literal cannot hold. */
function readJson(field: string, json: string): IncomingAlert {
  return read({ [field]: JSON.parse(json) });
}

describe("an alert", () => {
  test("is taken over whole", () => {
    expect(read({})).toEqual({
      labels: { alertname: "HostDown", instance: "web-1:9100" },
      annotations: { summary: "web-1 is down" },
      status: "firing",
      startsAt: { text: "2026-01-01T00:00:00.123456789+02:00", ms: Date.UTC(2025, 11, 31, 22, 0, 0, 123) },
      generatorURL: "http://prometheus.example.test/graph?g0.expr=up",
      claimedFingerprint: "0123456789abcdef",
    });
  });

  test("needs neither annotations nor generatorURL nor fingerprint", () => {
    for (const nothing of [undefined, null]) {
      const alert = read({ annotations: nothing, generatorURL: nothing, fingerprint: nothing });
      expect(alert).toMatchObject({ annotations: {}, generatorURL: "" });
      expect(alert).not.toHaveProperty("claimedFingerprint");
    }
  });

  test("may have keys that we do not know", () => {
    expect(read({ receivers: [{ name: "edge" }] })).toEqual(read({}));
  });

  test("loses a generatorURL that is too long to be a link", () => {
    const longest = `http://a/${"x".repeat(MAX_ANNOTATION_BYTES - 9)}`;
    expect(read({ generatorURL: longest }).generatorURL).toBe(longest);
    expect(read({ generatorURL: `${longest}x` }).generatorURL).toBe("");
  });
});

describe("endsAt", () => {
  test.each([
    [
      "resolved",
      "2026-01-01T01:00:00.5+02:00",
      { text: "2026-01-01T01:00:00.5+02:00", ms: Date.UTC(2025, 11, 31, 23, 0, 0, 500) },
    ],
    ["firing", "2026-01-01T01:00:00Z", { text: "2026-01-01T01:00:00Z", ms: Date.UTC(2026, 0, 1, 1) }],
    ["resolved", "0001-01-01T00:00:00Z", undefined],
    ["resolved", "0001-01-01T00:00:00.000Z", undefined],
    ["firing", "0001-01-01T00:00:00Z", undefined],
  ])("of a %s alert that says %s", (status, endsAt, expected) => {
    const alert = read({ status, endsAt });
    expect(alert.endsAt).toEqual(expected);
    expect(Object.hasOwn(alert, "endsAt")).toBe(expected !== undefined);
  });
});

describe("labels", () => {
  test("that are empty are dropped", () => {
    expect(read({ labels: { a: "1", b: "", c: " " } }).labels).toEqual({ a: "1", c: " " });
  });

  test.each(["__proto__", "constructor", "toString", "é ☕", " ", "a.b-c"])("may be named %j", (name) => {
    const { labels } = readJson("labels", `{"a":"1","empty":"",${JSON.stringify(name)}:"x"}`);
    expect(Object.entries(labels)).toEqual([
      ["a", "1"],
      [name, "x"],
    ]);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });

  test("with halves of surrogate pairs are read as Go reads them", () => {
    const { labels } = readJson("labels", '{"a\\ud83d":"x\\ude00y"}');
    expect(labels).toEqual({ "a\ufffd": "x\ufffdy" });
    expect(fingerprint(labels)).toBe(fingerprint({ "a\ufffd": "x\ufffdy" }));
  });

  test("may be MAX_LABELS, not counting empty ones", () => {
    const pairs = Array.from({ length: MAX_LABELS }, (_, i) => [`label_${i}`, "x"]);
    expect(Object.keys(read({ labels: { ...Object.fromEntries(pairs), empty: "" } }).labels)).toHaveLength(
      64,
    );
  });

  test("may have names and values of MAX_LABEL_VALUE_BYTES", () => {
    const longest = `${"☕".repeat(1365)}x`;
    expect(utf8Length(longest)).toBe(MAX_LABEL_VALUE_BYTES);
    expect(read({ labels: { [longest]: longest } }).labels).toEqual({ [longest]: longest });
  });
});

describe("annotations", () => {
  test("that are empty are kept", () => {
    expect(read({ annotations: { summary: "" } }).annotations).toEqual({ summary: "" });
  });

  test("of MAX_ANNOTATION_BYTES are kept whole", () => {
    const longest = `${"☕".repeat(2730)}xy`;
    expect(utf8Length(longest)).toBe(MAX_ANNOTATION_BYTES);
    expect(read({ annotations: { description: longest } }).annotations).toEqual({ description: longest });
  });

  test.each([
    ["ASCII", "x".repeat(MAX_ANNOTATION_BYTES + 1)],
    ["three bytes a character", "☕".repeat(2731)],
    ["four bytes a character", `x${"😀".repeat(5000)}`],
    ["as much as a body holds", "x".repeat(10_000_000)],
  ])("over it are cut between characters, with a mark: %s", (_, value) => {
    const cut = read({ annotations: { description: value } }).annotations.description ?? "";
    const [, kept = "", bytes] = /^(.*) … \[cut by Farwatch: (\d+) bytes\]$/su.exec(cut) ?? [];
    expect(value.startsWith(kept)).toBe(true);
    expect(kept.isWellFormed()).toBe(true);
    expect(utf8Length(kept) + Number(bytes)).toBe(utf8Length(value));
    expect(utf8Length(cut)).toBeLessThanOrEqual(MAX_ANNOTATION_BYTES);
    expect(utf8Length(cut)).toBeGreaterThan(MAX_ANNOTATION_BYTES - 40);
  });

  test("that were cut once are not cut again by a second Farwatch", () => {
    const once = read({ annotations: { description: "x".repeat(20_000) } }).annotations;
    expect(read({ annotations: once }).annotations).toEqual(once);
  });

  test("may be MAX_ANNOTATIONS; of more, some are left out and that is told", () => {
    const pairs = Array.from({ length: MAX_ANNOTATIONS + 2 }, (_, i) => [`a${i}`, `${i}`]);
    const fit = Object.fromEntries(pairs.slice(0, 64));
    expect(read({ annotations: fit }).annotations).toEqual(fit);

    const cut = read({ annotations: Object.fromEntries(pairs) }).annotations;
    expect(Object.keys(cut)).toHaveLength(64);
    expect(cut).toMatchObject({ a0: "0", a62: "62", [LEFT_OUT]: "3 annotations left out by Farwatch" });
  });

  test("with names too long are left out", () => {
    const long = "x".repeat(MAX_LABEL_VALUE_BYTES + 1);
    expect(read({ annotations: { [long]: "1", summary: "2" } }).annotations).toEqual({
      summary: "2",
      [LEFT_OUT]: "1 annotations left out by Farwatch",
    });
  });

  test("may be named __proto__ and hold halves of surrogate pairs", () => {
    const { annotations } = readJson("annotations", '{"__proto__":"x\\ud83d"}');
    expect(Object.entries(annotations)).toEqual([["__proto__", "x\ufffd"]]);
  });
});

describe("a refusal names the alert and quotes the value", () => {
  const who = 'alert 2 ("HostDown")';
  const time = 'expected an RFC 3339 time such as "2026-01-31T12:00:00Z"';
  const host = { alertname: "HostDown" };
  const many = Object.fromEntries(Array.from({ length: MAX_LABELS }, (_, i) => [`l${i}`, "x"]));
  const long = "é".repeat(MAX_LABEL_VALUE_BYTES / 2);

  test.each<[string, Fields, RefusalReason, string]>([
    [
      "no startsAt",
      { startsAt: undefined },
      "malformed",
      `Cannot read startsAt (missing) of ${who}: ${time}.`,
    ],
    ["no endsAt", { endsAt: undefined }, "malformed", `Cannot read endsAt (missing) of ${who}: ${time}.`],
    [
      "a word as startsAt",
      { startsAt: "yesterday" },
      "malformed",
      `Cannot read startsAt "yesterday" of ${who}: ${time}.`,
    ],
    [
      "a number as endsAt",
      { endsAt: 1795372434 },
      "malformed",
      `Cannot read endsAt 1795372434 of ${who}: ${time}.`,
    ],
    [
      "a year 1 that is no time",
      { endsAt: "0001-soon" },
      "malformed",
      `Cannot read endsAt "0001-soon" of ${who}: ${time}.`,
    ],
    [
      "Go's zero time as startsAt",
      { startsAt: "0001-01-01T00:00:00Z" },
      "malformed",
      `Cannot read startsAt "0001-01-01T00:00:00Z" of ${who}: in Go that means no time.`,
    ],
    [
      "no status",
      { status: undefined },
      "malformed",
      `Cannot read status (missing) of ${who}: expected "firing" or "resolved".`,
    ],
    [
      "another status",
      { status: "FIRING" },
      "malformed",
      `Cannot read status "FIRING" of ${who}: expected "firing" or "resolved".`,
    ],
    [
      "a number as label",
      { labels: { ...host, a: 5 } },
      "malformed",
      `Cannot read labels of ${who}: "a" is 5, expected a text.`,
    ],
    [
      "null as label",
      { labels: { ...host, a: null } },
      "malformed",
      `Cannot read labels of ${who}: "a" is null, expected a text.`,
    ],
    [
      "an object as annotation",
      { annotations: { a: {} } },
      "malformed",
      `Cannot read annotations of ${who}: "a" is (an object), expected a text.`,
    ],
    [
      "a list as annotations",
      { annotations: [] },
      "malformed",
      `Cannot read annotations (a list) of ${who}: expected an object.`,
    ],
    [
      "an empty label name",
      { labels: { ...host, "": "x" } },
      "malformed",
      `Cannot read labels of ${who}: "x" has an empty name.`,
    ],
    [
      "an object as generatorURL",
      { generatorURL: {} },
      "malformed",
      `Cannot read generatorURL (an object) of ${who}: expected a text.`,
    ],
    [
      "a number as fingerprint",
      { fingerprint: 7 },
      "malformed",
      `Cannot read fingerprint 7 of ${who}: expected a text.`,
    ],
    [
      "no labels",
      { labels: undefined },
      "malformed",
      "Cannot read labels (missing) of alert 2: expected an object.",
    ],
    [
      "a text as labels",
      { labels: "a" },
      "malformed",
      'Cannot read labels "a" of alert 2: expected an object.',
    ],
    ["empty labels alone", { labels: { a: "" } }, "malformed", "Cannot take alert 2: it has no labels."],
    [
      "one label too many",
      { labels: { ...host, ...many } },
      "too_many_labels",
      `Cannot take ${who}: it has 65 labels; at most 64 are allowed.`,
    ],
    [
      "a value one byte too long",
      { labels: { ...host, path: `${long}x` } },
      "label_too_long",
      `Cannot take ${who}: the value "${"é".repeat(80)}"… of label "path" takes 4097 bytes; at most 4096 are allowed.`,
    ],
    [
      "a name one byte too long",
      { labels: { ...host, [`${long}x`]: "1" } },
      "label_too_long",
      `Cannot take ${who}: the label name "${"é".repeat(80)}"… takes 4097 bytes; at most 4096 are allowed.`,
    ],
  ])("%s", (_, fields, reason, message) => {
    const alerts = [alertOf({ labels: { alertname: "Fine" } }), alertOf(fields)];
    expect(refusalOf(bodyOf({ alerts }))).toEqual({ reason, message });
  });

  test.each([
    [null, "null"],
    ["x", '"x"'],
    [[], "(a list)"],
  ])("%j instead of an alert", (value, quoted) => {
    expect(refusalOf(bodyOf({ alerts: [value] }))).toEqual({
      reason: "malformed",
      message: `Cannot read alert 1 ${quoted}: expected an object.`,
    });
  });
});
