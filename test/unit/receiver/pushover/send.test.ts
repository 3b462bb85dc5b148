import { describe, expect, it } from "vitest";
import type { PushoverSettings } from "../../../../src/receiver/pushover/config.ts";
import { renderPushover } from "../../../../src/receiver/pushover/render.ts";
import {
  API_URL,
  followPushover,
  MAX_DEVICE,
  PUSHOVER_MAX_SUBREQUESTS,
  RECEIPT_POLL_MS,
  sendPushover,
} from "../../../../src/receiver/pushover/send.ts";
import type { NotifyReason, World } from "../../../../src/receiver/receiver.ts";
import { alert, context, notification, resolved } from "../samples.ts";
import { type Answer, json, plain, startProvider, type TestProvider, testWorld } from "../server.ts";

const settings: PushoverSettings = {
  user: { env: "PUSHOVER_USER" },
  token: { env: "PUSHOVER_TOKEN" },
  http: { headers: [], followRedirects: true },
  retryMs: 45_000,
  expireMs: 1_800_000,
  ttlMs: 90_000,
};
const env = { PUSHOVER_USER: "user-key\n", PUSHOVER_TOKEN: "app-token" };
const RECEIPT = "r".repeat(30);
const queued = json(200, { status: 1, request: "x", receipt: RECEIPT });
const done = json(200, { status: 1, request: "x" });
const gone = json(404, { status: 0, errors: ["receipt not found"] });

/** Pushover has one address: what goes there goes to the test's own server. */
async function stand(
  ...answers: readonly Answer[]
): Promise<{ readonly provider: TestProvider; readonly world: World }> {
  const provider = await startProvider(...answers);
  const world: World = {
    ...testWorld(env),
    fetch: (url, init) => {
      expect(url.startsWith(`${API_URL}/`)).toBe(true);
      return fetch(url.replace(API_URL, provider.url), init);
    },
  };
  return { provider, world };
}

const told = (reason: NotifyReason, severity = "critical") =>
  renderPushover(
    notification([alert({ labels: { alertname: "A", severity } })], { reason }),
    settings,
    context,
  );
const firing = told("first notification");
const over = renderPushover(notification([resolved()], { reason: "all alerts resolved" }), settings, context);

const callsOf = ({ received }: TestProvider) => received.map(({ method, path }) => `${method} ${path}`);
const formOf = ({ received }: TestProvider, index = 0) =>
  Object.fromEntries(new URLSearchParams(received[index]?.text ?? ""));
const MESSAGE = "POST /messages.json";
const CANCEL = (receipt: string) => `POST /receipts/${receipt}/cancel.json`;

describe("sendPushover", () => {
  it("posts an emergency that repeats until it is acknowledged, and keeps its receipt", async () => {
    const { provider, world } = await stand(queued);
    expect(await sendPushover(firing, settings, undefined, world)).toMatchObject({
      ok: true,
      status: "200",
      state: { receipt: RECEIPT },
      followUpMs: RECEIPT_POLL_MS,
    });
    expect(callsOf(provider)).toEqual([MESSAGE]);
    expect(provider.received[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(formOf(provider)).toEqual({
      token: "app-token",
      user: "user-key",
      title: firing.title,
      message: firing.message,
      priority: "2",
      url: firing.url,
      url_title: "Runbook",
      retry: "45",
      expire: "1800",
    });
  });

  it("posts what is no emergency without retry and expire, with the rest that the entry says", async () => {
    const { provider, world } = await stand(done);
    const outcome = await sendPushover(
      told("first notification", "warning"),
      { ...settings, device: "phone", sound: "siren" },
      undefined,
      world,
    );
    expect(outcome).toEqual({ ok: true, status: "200", answer: expect.any(String) });
    expect(formOf(provider)).toMatchObject({ priority: "0", device: "phone", sound: "siren", ttl: "90" });
    expect(formOf(provider)).not.toHaveProperty("retry");
  });

  it("cancels the emergency before it tells of the end", async () => {
    const { provider, world } = await stand(done);
    const outcome = await sendPushover(over, settings, { receipt: "a/b" }, world);
    expect(callsOf(provider)).toEqual([CANCEL("a%2Fb"), MESSAGE]);
    expect(formOf(provider)).toEqual({ token: "app-token" });
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome).not.toHaveProperty("state");
    expect(provider.received).toHaveLength(PUSHOVER_MAX_SUBREQUESTS);
  });

  it("cancels it too when what still fires is no emergency", async () => {
    const { provider, world } = await stand(done);
    await sendPushover(told("some alerts resolved", "warning"), settings, { receipt: RECEIPT }, world);
    expect(callsOf(provider)).toEqual([CANCEL(RECEIPT), MESSAGE]);
  });

  it("lets it go on while some of it still fires, and keeps looking after it", async () => {
    const { provider, world } = await stand(done);
    const outcome = await sendPushover(told("some alerts resolved"), settings, { receipt: RECEIPT }, world);
    expect(callsOf(provider)).toEqual([MESSAGE]);
    expect(outcome).toMatchObject({ state: { receipt: RECEIPT }, followUpMs: RECEIPT_POLL_MS });
  });

  it("has nothing to look after where somebody has acknowledged it", async () => {
    const { world } = await stand(done);
    const acknowledged = { acknowledgedAt: "2026-11-22T02:14:05.000Z", acknowledgedBy: "phone" };
    const outcome = await sendPushover(told("some alerts resolved"), settings, acknowledged, world);
    expect(outcome).toMatchObject({ ok: true, state: acknowledged });
    expect(outcome).not.toHaveProperty("followUpMs");
  });

  it.for(["new alerts added", "repeat interval elapsed"] as const)(
    "pages anew for %s, and only then cancels the older emergency",
    async (reason) => {
      const { provider, world } = await stand(queued, plain(500, "oops"));
      const outcome = await sendPushover(told(reason), settings, { receipt: "old" }, world);
      expect(callsOf(provider)).toEqual([MESSAGE, CANCEL("old")]);
      expect(outcome).toMatchObject({ ok: true, state: { receipt: RECEIPT } });
    },
  );

  it("lets the older emergency go on where the new one was not taken", async () => {
    const { provider, world } = await stand(plain(500, "oops"));
    expect(await sendPushover(told("new alerts added"), settings, { receipt: "old" }, world)).toMatchObject({
      ok: false,
      recoverable: true,
    });
    expect(callsOf(provider)).toEqual([MESSAGE]);
  });

  it("tries the end again with its cancel, where that failed for now", async () => {
    const { provider, world } = await stand(plain(503, ""));
    expect(await sendPushover(over, settings, { receipt: RECEIPT }, world)).toMatchObject({
      ok: false,
      recoverable: true,
    });
    expect(callsOf(provider)).toEqual([CANCEL(RECEIPT)]);
  });

  it("tells the end where there is nothing left to cancel", async () => {
    const { provider, world } = await stand(gone, done);
    expect(await sendPushover(over, settings, { receipt: RECEIPT }, world)).toMatchObject({ ok: true });
    expect(callsOf(provider)).toEqual([CANCEL(RECEIPT), MESSAGE]);
  });

  it("is a delivery without a receipt where Pushover gives none", async () => {
    const { world } = await stand(done);
    const outcome = await sendPushover(firing, settings, undefined, world);
    expect(outcome).toMatchObject({ ok: true, state: {} });
    expect(outcome).not.toHaveProperty("followUpMs");
  });

  const answers = [
    {
      name: "a key that is none",
      answer: json(400, { user: "invalid", errors: ["user identifier is invalid"], status: 0 }),
      want: { recoverable: false, reason: "auth_error" },
    },
    {
      name: "a token that is none",
      answer: json(400, { token: "invalid", errors: ["application token is invalid"], status: 0 }),
      want: { recoverable: false, reason: "auth_error" },
    },
    {
      name: "a message that it does not take",
      answer: json(400, { message: "cannot be blank", errors: ["message cannot be blank"], status: 0 }),
      want: { recoverable: false, reason: "client_error" },
    },
    {
      name: "a quota that is used up",
      answer: json(429, { status: 0, errors: ["application is over its message limit"] }),
      want: { recoverable: true, reason: "rate_limited" },
    },
    { name: "500", answer: plain(500, ""), want: { recoverable: true, reason: "server_error" } },
    {
      name: "a portal's page",
      answer: plain(200, "<html>"),
      want: { recoverable: true, reason: "server_error" },
    },
    {
      name: "a refusal with 200",
      answer: json(200, { status: 0 }),
      want: { recoverable: false, reason: "client_error" },
    },
  ];
  it.for(answers)("judges $name", async ({ answer, want }) => {
    const { world } = await stand(answer);
    expect(await sendPushover(firing, settings, undefined, world)).toMatchObject({ ok: false, ...want });
  });

  it.for(["user", "token"] as const)("waits for a %s that is not set", async (field) => {
    const { world } = await stand(done);
    const unset = { ...settings, [field]: { env: "UNSET" } };
    expect(await sendPushover(firing, unset, undefined, world)).toMatchObject({
      ok: false,
      recoverable: true,
      reason: "missing_secret",
    });
  });
});

const follow = (world: World, silenced = false, state: Record<string, string> = { receipt: RECEIPT }) =>
  followPushover(state, { silenced }, settings, world);
const receipt = (more: object) =>
  json(200, { status: 1, acknowledged: 0, acknowledged_at: 0, expired: 0, ...more });

describe("followPushover", () => {
  it("looks at the receipt, and again in a minute while nobody has acknowledged it", async () => {
    const { provider, world } = await stand(receipt({}));
    expect(await follow(world)).toEqual({ againMs: RECEIPT_POLL_MS });
    expect(callsOf(provider)).toEqual([`GET /receipts/${RECEIPT}.json?token=app-token`]);
  });

  it("learns who has acknowledged it, and when", async () => {
    const { world } = await stand(
      receipt({
        acknowledged: 1,
        acknowledged_at: 1_360_019_238,
        acknowledged_by: "a-user-key",
        acknowledged_by_device: "phone\u202e",
        expired: 1,
      }),
    );
    const acknowledged = { at: "2013-02-04T23:07:18.000Z", by: "phone" };
    expect(await follow(world)).toEqual({
      state: { acknowledgedAt: acknowledged.at, acknowledgedBy: "phone" },
      acknowledged,
    });
  });

  it.for([
    [
      { acknowledged_by_device: "d".repeat(MAX_DEVICE + 1) },
      `${"d".repeat(MAX_DEVICE - 1)}…`,
      "1970-01-01T00:00:00.000Z",
    ],
    [{ acknowledged_at: 1e300 }, "an unnamed device", "1970-01-01T00:00:00.000Z"],
    [
      { acknowledged_at: "soon", acknowledged_by_device: null },
      "an unnamed device",
      "1970-01-01T00:00:00.000Z",
    ],
  ] as const)("makes of %j what it can", async ([more, by, at]) => {
    const { world } = await stand(receipt({ acknowledged: 1, ...more }));
    expect(await follow(world)).toMatchObject({ acknowledged: { by, at } });
  });

  it("lets an emergency be that expired", async () => {
    const { world } = await stand(receipt({ expired: 1 }));
    expect(await follow(world)).toEqual({ state: {} });
  });

  it("ends an emergency on which a silence has fallen", async () => {
    const { provider, world } = await stand(done);
    expect(await follow(world, true)).toEqual({ state: {} });
    expect(callsOf(provider)).toEqual([CANCEL(RECEIPT)]);
  });

  const failures = [
    { name: "500", answer: plain(500, ""), want: { againMs: RECEIPT_POLL_MS } },
    { name: "429", answer: plain(429, "", { "Retry-After": "600" }), want: { againMs: 600_000 } },
    { name: "a receipt that is gone", answer: gone, want: {} },
  ];
  it.for(failures)("after $name it comes to $want, silenced or not", async ({ answer, want }) => {
    const { world } = await stand(answer);
    expect(await follow(world)).toEqual(want);
    expect(await follow(world, true)).toEqual(want);
  });

  it("has nothing to do without a receipt", async () => {
    const { provider, world } = await stand(done);
    expect(await follow(world, true, { acknowledgedBy: "phone" })).toEqual({});
    expect(provider.received).toEqual([]);
  });

  it("waits for a token that is not set", async () => {
    expect(await followPushover({ receipt: RECEIPT }, { silenced: false }, settings, testWorld())).toEqual({
      againMs: RECEIPT_POLL_MS,
    });
  });
});
