import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, it } from "vitest";
import { fingerprint } from "../../../../src/alert/fingerprint.ts";
import { parseWebhook } from "../../../../src/alert/webhook.ts";
import { DEFAULT_HTTP } from "../../../../src/config/http.ts";
import type { Notification, NotifiedAlert } from "../../../../src/receiver/receiver.ts";
import type { WebhookSettings } from "../../../../src/receiver/webhook/config.ts";
import { NOT_RENEWED, renderWebhook, STATE_ANNOTATION } from "../../../../src/receiver/webhook/render.ts";
import { alert, context, notification, onInstance, resolved, samples } from "../samples.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/payloads");
const settings: WebhookSettings = {
  url: { value: "http://localhost" },
  http: DEFAULT_HTTP,
  maxAlerts: 0,
  timeoutMs: 0,
};

function parsed(body: string) {
  return JSON.parse(body);
}

describe("renderWebhook", () => {
  const payloads = readdirSync(FOLDER).filter((file) => /^v(?!.*(?:TRAP|body-lost))/.test(file));

  it.for(payloads)("writes %s as Alertmanager wrote it", (file, { expect }) => {
    const { body, request } = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    const group = notification(
      body.alerts.map((one: NotifiedAlert) => ({ ...one, late: false })),
      {
        receiver: body.receiver.replaceAll("\\", ""),
        groupKey: body.groupKey,
        groupLabels: body.groupLabels,
      },
    );
    const told = renderWebhook(group, settings, { ...context, externalUrl: body.externalURL });
    // That version did not tell the reason yet, and one payload was cut by max_alerts.
    const old = told.replace('"notification_reason":"first notification",', "");
    expect(JSON.stringify({ ...parsed(old), truncatedAlerts: body.truncatedAlerts })).toBe(
      JSON.stringify(body),
    );
    expect(Buffer.byteLength(old)).toBe(request.bodyBytes);
  });

  it("escapes what Go escapes and ends in a newline", ({ expect }) => {
    const annotations = { summary: 'p99 > 2s <b>&"quoted"</b>\u2028' };
    const body = renderWebhook(notification([alert({ annotations })]), settings, context);
    expect(body).toContain(String.raw`p99 \u003e 2s \u003cb\u003e\u0026\"quoted\"\u003c/b\u003e\u2028`);
    expect(body.endsWith('"truncatedAlerts":0}\n')).toBe(true);
    expect(parsed(body).alerts[0].annotations).toEqual(annotations);
  });

  it.for([
    ["2026-01-01T00:00:00.660Z", "2026-01-01T00:00:00.66Z"],
    ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00Z"],
    ["2026-01-01T00:00:10Z", "2026-01-01T00:00:10Z"],
    ["2026-01-01T00:00:00.100200300+02:00", "2026-01-01T00:00:00.1002003+02:00"],
    ["2026-01-01T00:00:00.5+00:00", "2026-01-01T00:00:00.5Z"],
    ["2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00Z"],
  ] as const)("writes the time %s as Go does, %s", ([startsAt, want], { expect }) => {
    const body = renderWebhook(notification([alert({ startsAt, endsAt: startsAt })]), settings, context);
    expect(parsed(body).alerts[0]).toMatchObject({ startsAt: want, endsAt: want });
  });

  it("writes maps in the order of their names, and the keys in upstream's", ({ expect }) => {
    const labels = { b: "2", a: "1", alertname: "X" };
    const body = renderWebhook(notification([alert({ labels })], { groupLabels: labels }), settings, context);
    expect(Object.keys(parsed(body).alerts[0].labels)).toEqual(["a", "alertname", "b"]);
    expect(Object.keys(parsed(body).groupLabels)).toEqual(["a", "alertname", "b"]);
    expect(Object.keys(parsed(body))).toEqual([
      "receiver",
      "status",
      "alerts",
      "notification_reason",
      "groupLabels",
      "commonLabels",
      "commonAnnotations",
      "externalURL",
      "version",
      "groupKey",
      "truncatedAlerts",
    ]);
  });

  it("tells an alert that is not renewed as firing, says so, and never as resolved", ({ expect }) => {
    const silent = notification([alert({ status: "unknown" }), resolved()], { reason: "alerts not renewed" });
    const body = parsed(renderWebhook(silent, settings, context));
    expect(body.status).toBe("firing");
    expect(body.notification_reason).toBe("repeat interval elapsed");
    expect(body.alerts.map((one: NotifiedAlert) => one.status)).toEqual(["firing", "resolved"]);
    expect(body.alerts[0].annotations[STATE_ANNOTATION]).toBe(NOT_RENEWED);
    expect(body.alerts[1].annotations).not.toHaveProperty(STATE_ANNOTATION);
  });

  const limits = [
    { maxAlerts: 0, sent: 3, truncated: 0 },
    { maxAlerts: 1, sent: 1, truncated: 2 },
    { maxAlerts: 3, sent: 3, truncated: 0 },
    { maxAlerts: 4, sent: 3, truncated: 0 },
  ];
  it.for(limits)(
    "sends $sent of 3 alerts with max_alerts $maxAlerts",
    ({ maxAlerts, sent, truncated }, { expect }) => {
      const three = notification([onInstance("a"), onInstance("b"), onInstance("c")]);
      const body = parsed(renderWebhook(three, { ...settings, maxAlerts }, context));
      expect(body.alerts).toHaveLength(sent);
      expect(body.truncatedAlerts).toBe(truncated);
    },
  );

  it("does not say resolved of a group whose firing alerts were cut off", ({ expect }) => {
    const mixed = notification([resolved(), onInstance("b"), onInstance("c")]);
    const body = parsed(renderWebhook(mixed, { ...settings, maxAlerts: 1 }, context));
    expect(body).toMatchObject({ status: "firing", truncatedAlerts: 2, alerts: [{ status: "resolved" }] });
  });

  it("gives what the sent alerts have in common, as upstream does", ({ expect }) => {
    const mixed = notification([onInstance("a"), onInstance("b")]);
    const body = parsed(renderWebhook(mixed, { ...settings, maxAlerts: 1 }, context));
    expect(body.commonLabels.instance).toBe("a");
  });

  it.for(samples)("is the same for every attempt: $name", ({ notification: sample }, { expect }) => {
    const first = renderWebhook(sample, settings, context);
    expect(renderWebhook(sample, settings, { ...context, now: context.now + 60_000 })).toBe(first);
  });
});

describe("a chain of two edges", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  const labelSet = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,8}$/), text, {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  });
  const notified: fc.Arbitrary<NotifiedAlert> = fc
    .record({
      status: fc.constantFrom("firing", "resolved", "unknown"),
      labels: labelSet,
      annotations: labelSet,
      generatorURL: fc.webUrl(),
    })
    .map(({ status, labels, ...rest }) => {
      const endsAt = status === "resolved" ? "2026-11-22T02:12:05Z" : "0001-01-01T00:00:00Z";
      return alert({ status, labels, endsAt, fingerprint: fingerprint(labels), ...rest });
    });
  const groups: fc.Arbitrary<Notification> = fc
    .record({ alerts: fc.array(notified, { minLength: 1, maxLength: 8 }), receiver: text, groupKey: text })
    .map(({ alerts, ...more }) => notification(alerts, more));

  it("reads back every alert that the first one told", ({ expect }) => {
    fc.assert(
      fc.property(groups, fc.nat({ max: 4 }), (group, maxAlerts) => {
        const body = parseWebhook(renderWebhook(group, { ...settings, maxAlerts }, context));
        if (!body.ok) throw new Error(body.error.message);
        const told = maxAlerts === 0 ? group.alerts : group.alerts.slice(0, maxAlerts);
        expect(body.value.truncatedAlerts).toBe(group.alerts.length - told.length);
        expect(body.value.groupKey).toBe(group.groupKey);
        for (const [index, one] of body.value.alerts.entries()) {
          const original = told[index];
          expect(one.status).toBe(original?.status === "resolved" ? "resolved" : "firing");
          expect(one.labels).toEqual(original?.labels);
          expect(one.startsAt.text).toBe(original?.startsAt);
          expect(one.claimedFingerprint).toBe(original?.fingerprint);
          expect(one.annotations).toMatchObject(original?.annotations ?? {});
        }
        expect(body.value.alerts).toHaveLength(told.length);
      }),
    );
  });
});
