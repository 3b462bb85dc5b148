import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PagerDutySettings } from "../../../../src/receiver/pagerduty/config.ts";
import { renderPagerDuty } from "../../../../src/receiver/pagerduty/render.ts";
import {
  AGAIN_MS,
  followPagerDuty,
  IDLE_MS,
  PAGERDUTY_MAX_SUBREQUESTS,
  sendPagerDuty,
} from "../../../../src/receiver/pagerduty/send.ts";
import type { NotifyReason } from "../../../../src/receiver/receiver.ts";
import { alert, context, notification, resolved } from "../samples.ts";
import { json, plain, startProvider, type TestProvider, testWorld } from "../server.ts";

const world = testWorld({ PAGERDUTY: "secret-key\n" });
const accepted = json(202, { status: "success", message: "Event processed", dedup_key: "x" });
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const KEY = sha256('{}:{alertname="HighLatency"}');
const OPEN = { key: KEY, status: "firing" };
const ACKNOWLEDGED = { ...OPEN, acknowledged: "by a silence" };

function settings(url: string, more: Partial<PagerDutySettings> = {}): PagerDutySettings {
  return {
    url: `${url}/v2/enqueue`,
    routingKey: { env: "PAGERDUTY" },
    http: { headers: [], followRedirects: true },
    ...more,
  };
}

const told = (reason: NotifyReason) =>
  renderPagerDuty(notification([alert()], { reason }), settings(""), context);
const firing = told("first notification");
const over = (late = false) =>
  renderPagerDuty(
    notification([resolved({ late })], { reason: "all alerts resolved" }),
    settings(""),
    context,
  );

/** `action dedup_key` of each event. */
function eventsOf({ received }: TestProvider): readonly string[] {
  return received.map(({ json: body }) => {
    const { event_action, dedup_key } = body as Record<string, string>; // What the sender posts is an object.
    return `${event_action} ${dedup_key}`;
  });
}

describe("sendPagerDuty", () => {
  it("triggers the group's incident under the hash of its key, as upstream does", async () => {
    const pagerduty = await startProvider(accepted);
    const outcome = await sendPagerDuty(firing, settings(pagerduty.url), undefined, world);
    expect(outcome).toMatchObject({ ok: true, status: "202", state: OPEN, followUpMs: IDLE_MS });
    expect(pagerduty.received).toMatchObject([
      { method: "POST", path: "/v2/enqueue", headers: { "content-type": "application/json" } },
    ]);
    expect(pagerduty.received[0]?.json).toEqual({
      routing_key: "secret-key",
      event_action: "trigger",
      dedup_key: KEY,
      ...firing.event,
    });
  });

  it("tells the same incident of what changes, and resolves it", async () => {
    const pagerduty = await startProvider(accepted);
    await sendPagerDuty(told("new alerts added"), settings(pagerduty.url), OPEN, world);
    const outcome = await sendPagerDuty(over(), settings(pagerduty.url), OPEN, world);
    expect(eventsOf(pagerduty)).toEqual([`trigger ${KEY}`, `resolve ${KEY}`]);
    expect(outcome).toMatchObject({ ok: true, state: { key: KEY, status: "resolved" } });
    expect(outcome).not.toHaveProperty("followUpMs");
  });

  it("opens another incident after the end", async () => {
    const pagerduty = await startProvider(accepted);
    const ended = { key: "old", status: "resolved" };
    expect(await sendPagerDuty(firing, settings(pagerduty.url), ended, world)).toMatchObject({ state: OPEN });
    expect(eventsOf(pagerduty)).toEqual([`trigger ${KEY}`]);
  });

  it("opens and closes an incident for a firing that PagerDuty was never told of, which wakes nobody", async () => {
    const pagerduty = await startProvider(accepted);
    expect(await sendPagerDuty(over(true), settings(pagerduty.url), undefined, world)).toMatchObject({
      ok: true,
    });
    expect(eventsOf(pagerduty)).toEqual([`trigger ${KEY}`, `resolve ${KEY}`]);
    expect(pagerduty.received[0]?.json).toMatchObject({ payload: { severity: "info" } });
    expect(pagerduty.received).toHaveLength(PAGERDUTY_MAX_SUBREQUESTS);
  });

  it("opens nothing late where the incident is open", async () => {
    const pagerduty = await startProvider(accepted);
    await sendPagerDuty(over(true), settings(pagerduty.url), OPEN, world);
    expect(eventsOf(pagerduty)).toEqual([`resolve ${KEY}`]);
  });

  it("is not done with the late one when it could not be opened", async () => {
    const pagerduty = await startProvider(plain(500, "oops"));
    expect(await sendPagerDuty(over(true), settings(pagerduty.url), undefined, world)).toMatchObject({
      ok: false,
      recoverable: true,
    });
    expect(pagerduty.received).toHaveLength(1);
  });

  const another = sha256(`{}:{alertname="HighLatency"}\n${context.now}`);
  it.for(["new alerts added", "repeat interval elapsed"] as const)(
    "opens another incident for %s when a silence acknowledged the first: that one calls nobody any more",
    async (reason) => {
      const pagerduty = await startProvider(accepted);
      const outcome = await sendPagerDuty(told(reason), settings(pagerduty.url), ACKNOWLEDGED, world);
      expect(eventsOf(pagerduty)).toEqual([`trigger ${another}`, `resolve ${KEY}`]);
      expect(outcome).toMatchObject({ ok: true, state: { key: another, status: "firing" } });
      expect(outcome).not.toHaveProperty("state.acknowledged");
      expect(pagerduty.received).toHaveLength(PAGERDUTY_MAX_SUBREQUESTS);
    },
  );

  it("has paged even if the first incident cannot be closed", async () => {
    const pagerduty = await startProvider(accepted, plain(500, "oops"));
    expect(
      await sendPagerDuty(told("new alerts added"), settings(pagerduty.url), ACKNOWLEDGED, world),
    ).toMatchObject({ ok: true, state: { key: another } });
  });

  it("leaves the first one open when the other could not be opened", async () => {
    const pagerduty = await startProvider(plain(429, ""));
    await sendPagerDuty(told("new alerts added"), settings(pagerduty.url), ACKNOWLEDGED, world);
    expect(eventsOf(pagerduty)).toEqual([`trigger ${another}`]);
  });

  it("keeps an acknowledged incident for what is no news, and ends it with its group", async () => {
    const pagerduty = await startProvider(accepted);
    const less = told("some alerts resolved");
    expect(await sendPagerDuty(less, settings(pagerduty.url), ACKNOWLEDGED, world)).toMatchObject({
      state: ACKNOWLEDGED,
    });
    await sendPagerDuty(over(), settings(pagerduty.url), ACKNOWLEDGED, world);
    expect(eventsOf(pagerduty)).toEqual([`trigger ${KEY}`, `resolve ${KEY}`]);
  });

  const answers = [
    { name: "202", answer: accepted, want: { ok: true } },
    {
      name: "400",
      answer: json(400, { status: "invalid event", errors: ["'routing_key' is invalid"] }),
      want: {
        ok: false,
        recoverable: false,
        reason: "client_error",
        answer: expect.stringContaining("invalid"),
      },
    },
    {
      name: "429",
      answer: plain(429, "slow down", { "Retry-After": "90" }),
      want: { ok: false, recoverable: true, reason: "rate_limited", retryAfterMs: 90_000 },
    },
    { name: "500", answer: plain(500, ""), want: { ok: false, recoverable: true, reason: "server_error" } },
    {
      name: "a redirect, after which a POST would be none",
      answer: plain(302, "", { Location: "/" }),
      want: { ok: false, recoverable: false, reason: "client_error" },
    },
  ];
  it.for(answers)("judges $name", async ({ answer, want }) => {
    const pagerduty = await startProvider(answer);
    expect(await sendPagerDuty(firing, settings(pagerduty.url), undefined, world)).toMatchObject(want);
  });

  const broken = [
    { key: { env: "UNSET" }, url: "http://127.0.0.1:9", reason: "missing_secret", recoverable: true },
    { key: { value: "k" }, url: "http://127.0.0.1:9", reason: "network", recoverable: true },
    { key: { value: "k" }, url: "<secret>", reason: "client_error", recoverable: false },
  ];
  it.for(broken)("fails with $reason, and never throws", async ({ key, url, reason, recoverable }) => {
    const outcome = await sendPagerDuty(firing, { ...settings(""), url, routingKey: key }, undefined, world);
    expect(outcome).toMatchObject({ ok: false, reason, recoverable });
  });
});

describe("followPagerDuty", () => {
  it("acknowledges the incident on which a silence has fallen, once", async () => {
    const pagerduty = await startProvider(accepted);
    const found = await followPagerDuty(OPEN, { silenced: true }, settings(pagerduty.url), world);
    expect(found).toEqual({ state: ACKNOWLEDGED });
    expect(pagerduty.received.map(({ json: body }) => body)).toEqual([
      { routing_key: "secret-key", event_action: "acknowledge", dedup_key: KEY },
    ]);
    expect(await followPagerDuty(ACKNOWLEDGED, { silenced: true }, settings(pagerduty.url), world)).toEqual(
      {},
    );
    expect(pagerduty.received).toHaveLength(1);
  });

  it("asks nothing while nobody has silenced it", async () => {
    expect(await followPagerDuty(OPEN, { silenced: false }, settings("http://127.0.0.1:9"), world)).toEqual({
      againMs: IDLE_MS,
    });
  });

  it.for([{ key: KEY, status: "resolved" }, {}])("has nothing to do with %j", async (state) => {
    expect(await followPagerDuty(state, { silenced: true }, settings("http://127.0.0.1:9"), world)).toEqual(
      {},
    );
  });

  const failures = [
    { name: "500", answer: plain(500, ""), want: { againMs: AGAIN_MS } },
    { name: "429", answer: plain(429, "", { "Retry-After": "600" }), want: { againMs: 600_000 } },
    { name: "400", answer: plain(400, ""), want: {} },
  ];
  it.for(failures)("after $name it comes to $want", async ({ answer, want }) => {
    const pagerduty = await startProvider(answer);
    expect(await followPagerDuty(OPEN, { silenced: true }, settings(pagerduty.url), world)).toEqual(want);
  });

  it("waits for a key that is not set", async () => {
    const unset = settings("http://127.0.0.1:9", { routingKey: { env: "UNSET" } });
    expect(await followPagerDuty(OPEN, { silenced: true }, unset, world)).toEqual({ againMs: AGAIN_MS });
  });
});
