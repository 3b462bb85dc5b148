import { describe, it } from "vitest";
import type { Alert } from "../../../src/alert/alert.ts";
import { MAX_ANNOTATION_BYTES } from "../../../src/alert/incoming-annotations.ts";
import { MAX_LABEL_VALUE_BYTES, MAX_LABELS } from "../../../src/alert/incoming-labels.ts";
import { type Labels, labelsKey } from "../../../src/alert/labels.ts";
import { parsePostable } from "../../../src/alert/postable.ts";
import { MAX_ALERTS, MAX_BODY_BYTES } from "../../../src/alert/webhook.ts";
import { alertOf } from "./sources.ts";

const nobody = () => undefined;
const parse = (alerts: unknown, find: (labels: Labels) => Alert | undefined = nobody) =>
  parsePostable(JSON.stringify(alerts), find);

function taken(alerts: unknown, find = nobody as (labels: Labels) => Alert | undefined) {
  const parsed = parse(alerts, find);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const L = { alertname: "A" };

describe("parsePostable", () => {
  it("takes the good alerts of a list with bad ones, and says of each bad one why", ({ expect }) => {
    const turned = { labels: L, startsAt: "2026-01-02T00:00:00Z", endsAt: "2026-01-01T00:00:00Z" };
    const { alerts, refused } = taken([{ labels: {} }, { labels: L }, turned]);
    expect(alerts.map(({ labels }) => labels)).toEqual([L]);
    expect(refused).toEqual([
      { reason: "malformed", message: "at least one label pair required" },
      { reason: "malformed", message: "start time must be before end time" },
    ]);
  });

  it.for([
    { name: "what it cannot decode, before what it misses", list: [{}, { labels: { a: 1 } }], code: 400 },
    { name: "the same in one alert", list: [{ annotations: { a: 1 } }], code: 400 },
    { name: "a link, before labels that are missing", list: [{ generatorURL: "not a url" }], code: 601 },
    {
      name: "the first alert that misses labels",
      list: [{ labels: {} }, {}, { generatorURL: "-" }],
      code: 602,
    },
  ])("refuses all of a body for $name, as upstream does", ({ list, code }, { expect }) => {
    expect(parse(list)).toMatchObject({ ok: false, error: { code } });
  });

  it("refuses [null], on which upstream drops the connection", ({ expect }) => {
    expect(parse([null])).toMatchObject({ ok: false, error: { code: 400, reason: "malformed" } });
  });
});

describe("an alert that is taken", () => {
  it("keeps its times as they were written, and names none that it was not given", ({ expect }) => {
    const [alert] = taken([{ labels: L, startsAt: "2026-01-01T01:00:00.123456789+01:00" }]).alerts;
    expect(alert).toEqual({
      labels: L,
      annotations: {},
      generatorURL: "",
      startsAt: { text: "2026-01-01T01:00:00.123456789+01:00", ms: Date.UTC(2026, 0, 1) + 123 },
    });
  });

  const unset = ["0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00Z", "", null, undefined];
  it.for(unset)("has no end where it says %j", (endsAt, { expect }) => {
    expect(taken([{ labels: L, endsAt }]).alerts[0]).not.toHaveProperty("endsAt");
  });

  const layouts = [
    "2026-01-31T12:00:00",
    "2026-01-31 12:00:00",
    "2026-01-31T12:00Z",
    "2026-01-31T13:00:00.000+0100",
  ];
  it.for(layouts)("may write its time as %s", (startsAt, { expect }) => {
    expect(taken([{ labels: L, startsAt }]).alerts[0]?.startsAt?.ms).toBe(Date.UTC(2026, 0, 31, 12));
  });

  it("has no empty labels, and keeps empty annotations", ({ expect }) => {
    const { alerts } = taken([{ labels: { ...L, a: "", b: null }, annotations: { x: "", y: null } }]);
    expect(alerts[0]).toMatchObject({ labels: L, annotations: { x: "", y: "" } });
    expect(alerts[0]?.labels).toEqual(L);
  });

  it("may name its labels in any script", ({ expect }) => {
    const labels = { "größe in m²": "1", Σ: "2" };
    expect(taken([{ labels }])).toMatchObject({ alerts: [{ labels }], refused: [] });
  });

  it("loses half a surrogate pair, as storage would not keep it", ({ expect }) => {
    const parsed = parsePostable('[{"labels":{"a":"\\ud800"},"generatorURL":"http://x/\\ud800"}]', nobody);
    expect(parsed).toMatchObject({ value: { alerts: [{ labels: { a: "�" }, generatorURL: "http://x/�" }] } });
  });
});

describe("an alert that names no end", () => {
  const timeoutAt = Date.UTC(2026, 0, 1);
  const cases = [
    { name: "may start when it would time out", startsAt: "2026-01-01T00:00:00Z", refused: 0 },
    { name: "may not start later", startsAt: "2026-01-01T00:00:00.001Z", refused: 1 },
    { name: "may start later if it ends later", startsAt: "2027-01-01", endsAt: "2028-01-01", refused: 0 },
  ];
  it.for(cases)("$name", ({ startsAt, endsAt, refused }, { expect }) => {
    const body = JSON.stringify([{ labels: L, startsAt, endsAt }]);
    const parsed = parsePostable(body, nobody, timeoutAt);
    const message = "start time must be before end time";
    expect(parsed).toMatchObject({ ok: true, value: { refused: Array(refused).fill({ message }) } });
  });

  it("is told of its times before its labels, and of what cannot be decoded before both", ({ expect }) => {
    const late = { startsAt: "2027-01-01T00:00:00Z" };
    const told = (alert: object) => parsePostable(JSON.stringify([alert]), nobody, timeoutAt);
    expect(told({ ...late, labels: {} })).toMatchObject({
      value: { refused: [{ message: "start time must be before end time" }] },
    });
    expect(told(late)).toMatchObject({ error: { code: 602 } });
  });
});

describe("the bounds of a post", () => {
  const many = Object.fromEntries(Array.from({ length: MAX_LABELS + 1 }, (_, i) => [`l${i}`, "x"]));
  const alone = [
    { name: "over MAX_LABELS labels", labels: many, reason: "too_many_labels" },
    {
      name: "a label over MAX_LABEL_VALUE_BYTES",
      labels: { a: "x".repeat(MAX_LABEL_VALUE_BYTES + 1) },
      reason: "label_too_long",
    },
  ];
  it.for(alone)("$name costs that alert alone", ({ labels, reason }, { expect }) => {
    const { alerts, refused } = taken([{ labels }, { labels: L }]);
    expect(alerts).toHaveLength(1);
    expect(refused).toMatchObject([{ reason }]);
    expect(refused[0]?.message).toMatch(/^Cannot take alert 1 \(.*\): .* at most \d+ are allowed\.$/);
  });

  it("a long annotation is cut, and a long link left out", ({ expect }) => {
    const long = "x".repeat(MAX_ANNOTATION_BYTES + 1);
    const [alert] = taken([{ labels: L, annotations: { a: long }, generatorURL: `http://${long}` }]).alerts;
    expect(alert?.annotations["a"]).toMatch(/… \[cut by Farwatch: \d+ bytes\]$/);
    expect(alert?.generatorURL).toBe("");
  });

  it("MAX_ALERTS are taken, and one more refuses them all", ({ expect }) => {
    const list = Array.from({ length: MAX_ALERTS }, (_, i) => ({ labels: { i: `${i}` } }));
    expect(taken(list).alerts).toHaveLength(MAX_ALERTS);
    expect(parse([...list, { labels: L }])).toMatchObject({
      error: { code: 413, reason: "too_many_alerts" },
    });
  });

  it("MAX_BODY_BYTES are read, and one more is not", ({ expect }) => {
    const padded = (bytes: number) => `[${" ".repeat(bytes - 2)}]`;
    expect(parsePostable(padded(MAX_BODY_BYTES), nobody).ok).toBe(true);
    expect(parsePostable(padded(MAX_BODY_BYTES + 1), nobody)).toMatchObject({
      error: { code: 413, reason: "too_large" },
    });
  });
});

describe("an alert that is stored already", () => {
  const stored = alertOf({}, { labels: L, annotations: { summary: "s" }, generatorURL: "http://p/g" });
  const find = (labels: Labels) => (labelsKey(labels) === labelsKey(L) ? stored : undefined);
  const post = { labels: L, annotations: { summary: "s" }, generatorURL: "http://p/g" };

  it("is known by its labels and texts, which are not checked again", ({ expect }) => {
    const [alert] = taken([{ ...post, startsAt: "2026-01-01T00:00:00Z" }], find).alerts;
    expect(alert?.labels).toBe(stored.labels);
    expect(alert?.annotations).toBe(stored.annotations);
    expect(alert?.startsAt?.ms).toBe(Date.UTC(2026, 0, 1));
  });

  const changed = [
    { name: "another text", over: { annotations: { summary: "t" } } },
    { name: "one annotation more", over: { annotations: { summary: "s", more: "" } } },
    { name: "one annotation less", over: { annotations: {} } },
    { name: "no annotations", over: { annotations: null } },
    { name: "another link", over: { generatorURL: "/g" } },
  ];
  it.for(changed)("is read anew with $name", ({ over }, { expect }) => {
    const [alert] = taken([{ ...post, ...over }], find).alerts;
    expect(alert?.annotations).not.toBe(stored.annotations);
    expect(alert).toMatchObject({
      ...post,
      ...over,
      annotations: over.annotations ?? (over.generatorURL ? post.annotations : {}),
    });
  });

  it("is refused all the same for a time that is none, or a wrong annotation", ({ expect }) => {
    expect(parse([{ ...post, endsAt: "soon" }], find)).toMatchObject({ error: { code: 400 } });
    expect(parse([{ ...post, annotations: { summary: 1 } }], find)).toMatchObject({ error: { code: 400 } });
  });

  it("is refused alone for an end before its start, by less than a millisecond", ({ expect }) => {
    const turned = { startsAt: "2026-01-01T00:00:00.000000001Z", endsAt: "2026-01-01T02:00:00+02:00" };
    expect(taken([{ ...post, ...turned }], find)).toEqual({
      alerts: [],
      refused: [{ reason: "malformed", message: "start time must be before end time" }],
    });
  });
});
