import { afterEach, beforeEach, describe, it, vi } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { AGAIN_MS } from "../../../src/receiver/pagerduty/send.ts";
import { API_URL, RECEIPT_POLL_MS } from "../../../src/receiver/pushover/send.ts";
import { channelOf, receiverKinds } from "../../../src/receiver/receivers.ts";
import { Courier, SETTLE_WINDOW_MS } from "../../../src/router/courier.do.ts";
import type { RouterEvent } from "../../../src/router/event.ts";
import { settleFollowUp } from "../../../src/router/follow-up.ts";
import { ingestWebhook } from "../../../src/router/intake.ts";
import { openRouter } from "../../../src/router/open.ts";
import { settle } from "../../../src/router/settle.ts";
import { setSilence } from "../../../src/router/silences.ts";
import type { RouterState } from "../../../src/router/state.ts";
import { tick } from "../../../src/router/tick.ts";
import { MemoryStore } from "./memory-store.ts";
import { firing, HOUR, MINUTE, resolved, START } from "./simulation.ts";

const RECEIPT = "r".repeat(30);
const CRITICAL = { alertname: "Down", instance: "a", severity: "critical" };

beforeEach(() => {
  // Hashes are made by other threads, whatever the clock says: `setImmediate` waits for them.
  vi.useFakeTimers({ now: START, toFake: ["Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Call {
  readonly what: string;
  readonly body: string;
}

/** A router with the real senders of one pager, and a provider that answers by what it is asked. */
class Pager {
  readonly calls: Call[] = [];
  readonly events: RouterEvent[] = [];
  readonly store = new MemoryStore();
  readonly #config: Config;
  answer: (what: string) => readonly [status: number, body: object] = () => [200, { status: 1 }];
  state: RouterState;
  courier: Courier;

  constructor(entry: string) {
    const routing = `
route: { receiver: r, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers: [{ name: r, ${entry} }]`;
    const { config, diagnostics } = loadConfig({ routing: { name: "r", text: routing } }, receiverKinds);
    if (config === undefined) throw new Error(JSON.stringify(diagnostics));
    this.#config = config;
    this.state = this.#open();
    this.courier = this.#courier();
  }

  post(...alerts: Parameters<typeof ingestWebhook>[2]["alerts"]): Promise<void> {
    const payload = { receiver: "r", groupKey: "g", externalURL: "", truncatedAlerts: 0, alerts };
    return this.turn(() => ingestWebhook(this.state, "am", payload, Date.now()));
  }

  silence(instance: string): Promise<void> {
    const posted = {
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + HOUR).toISOString(),
      createdBy: "test",
      comment: "",
      matchers: [{ name: "instance", value: instance, isRegex: false, isEqual: true }],
    };
    return this.turn(() => setSilence(this.state, posted, "operator", crypto.randomUUID(), Date.now()));
  }

  /** Lets minutes pass, in each of which cron calls. */
  async minutes(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      await vi.advanceTimersByTimeAsync(MINUTE);
      await this.turn(() => {});
    }
  }

  restart(): void {
    this.courier.reset();
    this.state = this.#open();
    this.courier = this.#courier();
  }

  async turn(work: () => unknown): Promise<void> {
    this.courier.refill();
    this.#run(work);
    for (let i = 0; i < 4; i += 1) {
      do await new Promise((resolve) => setImmediate(resolve));
      while (this.state.queue.inFlight > 0);
      await vi.advanceTimersByTimeAsync(SETTLE_WINDOW_MS);
    }
  }

  whatWasAsked(): readonly string[] {
    return this.calls.splice(0).map(({ what }) => what);
  }

  #run(work: () => unknown): void {
    work();
    tick(this.state, Date.now());
    this.courier.start(this.state, Date.now());
  }

  #open() {
    const emit = (event: RouterEvent) => void this.events.push(event);
    return openRouter(this.#config, this.store, Date.now(), emit, () => 0.5);
  }

  #courier(): Courier {
    return new Courier({
      fetch: async (url, init) => {
        const body = String(init.body ?? "");
        const { event_action } = body.startsWith("{") ? JSON.parse(body) : { event_action: undefined };
        const what = event_action ?? `${init.method} ${url.replace(`${API_URL}/`, "").replace(/\?.*/, "")}`;
        this.calls.push({ what, body });
        const [status, answer] = this.answer(what);
        return new Response(JSON.stringify(answer), { status });
      },
      secret: (ref) => ("value" in ref ? ref.value : undefined),
      print: () => {},
      secrets: ["app-token"],
      channelOf,
      renderContext: (now) => ({ externalUrl: "", timezone: "UTC", now }),
      settle: (landed) => this.#run(() => landed.map((one) => settle(this.state, one, Date.now()))),
      settleFollowUp: (due, found) => this.#run(() => settleFollowUp(this.state, due, found, Date.now())),
      heldBack: () => {},
    });
  }
}

describe("an emergency of Pushover's", () => {
  const LOOK = `GET receipts/${RECEIPT}.json`;
  const CANCEL = `POST receipts/${RECEIPT}/cancel.json`;
  let receipt: object;
  let pager: Pager;

  beforeEach(async () => {
    receipt = { acknowledged: 0, expired: 0 };
    pager = new Pager("pushover_configs: [{ user_key: user-key, token: app-token }]");
    pager.answer = (what) => {
      if (what === "POST messages.json") return [200, { status: 1, receipt: RECEIPT }];
      return [200, { status: 1, ...(what === LOOK ? receipt : {}) }];
    };
    await pager.post(firing(CRITICAL, START - HOUR));
  });

  const acknowledgements = () => pager.events.filter(({ type }) => type === "acknowledged");

  it("is looked after each minute until somebody acknowledges it, and then told of once", async ({
    expect,
  }) => {
    expect(pager.whatWasAsked()).toEqual(["POST messages.json"]);
    await pager.minutes(3);
    const looks = pager.whatWasAsked();
    expect(new Set(looks)).toEqual(new Set([LOOK]));
    expect(looks.length).toBeGreaterThanOrEqual(2);
    expect(looks.length).toBeLessThanOrEqual((3 * MINUTE) / RECEIPT_POLL_MS);
    receipt = { acknowledged: 1, acknowledged_at: START / 1000 + 90, acknowledged_by_device: "phone" };
    await pager.minutes(5);
    expect(pager.whatWasAsked()).toEqual([LOOK]);
    expect(acknowledgements()).toMatchObject([
      { kind: "pushover", integration: "r/pushover/0", at: "2026-01-01T00:01:30.000Z", by: "phone" },
    ]);
    expect([...pager.state.log.values()]).toMatchObject([{ state: { acknowledgedBy: "phone" } }]);
  });

  it("costs no row while nobody acknowledges it", async ({ expect }) => {
    await pager.minutes(1);
    const { writes } = pager.store;
    await pager.minutes(10);
    expect(pager.whatWasAsked().length).toBeGreaterThanOrEqual(9);
    expect(pager.store.writes).toBe(writes);
  });

  it("is looked after by whoever comes after a crash, and no more once it was acknowledged", async ({
    expect,
  }) => {
    pager.restart();
    await pager.minutes(2);
    expect(pager.whatWasAsked()).toContain(LOOK);
    receipt = { acknowledged: 1, acknowledged_at: 1 };
    await pager.minutes(2);
    pager.whatWasAsked();
    pager.restart();
    await pager.minutes(3);
    expect(pager.whatWasAsked()).toEqual([]);
    expect(acknowledgements()).toHaveLength(1);
  });

  it("is cancelled when its group ends, and forgotten", async ({ expect }) => {
    pager.whatWasAsked();
    await pager.post(resolved(CRITICAL, START - HOUR, START));
    await pager.minutes(2);
    expect(pager.whatWasAsked().slice(-2)).toEqual([CANCEL, "POST messages.json"]);
    await pager.minutes(3);
    expect(pager.whatWasAsked()).toEqual([]);
    expect(pager.state.followUps.size).toBe(0);
  });

  it("is cancelled by a silence at once", async ({ expect }) => {
    pager.whatWasAsked();
    await pager.silence("a");
    expect(pager.whatWasAsked()).toEqual([CANCEL]);
    await pager.minutes(5);
    expect(pager.whatWasAsked()).toEqual([]);
  });

  it("keeps its token to itself where Pushover repeats it", async ({ expect }) => {
    pager.answer = () => [400, { status: 0, errors: ["app-token is over its limit"] }];
    await pager.post(firing({ ...CRITICAL, alertname: "Other" }, START - HOUR));
    expect(JSON.stringify(pager.events)).not.toContain("app-token");
    expect(JSON.stringify(pager.events)).toContain("*** is over its limit");
  });
});

describe("an incident of PagerDuty's", () => {
  let pager: Pager;

  beforeEach(async () => {
    pager = new Pager("pagerduty_configs: [{ routing_key: k }]");
    pager.answer = () => [202, { status: "success" }];
    await pager.post(firing(CRITICAL, START - HOUR));
  });

  it("is acknowledged by a silence that covers it, once, and also after a crash", async ({ expect }) => {
    await pager.minutes(3);
    expect(pager.whatWasAsked()).toEqual(["trigger"]);
    await pager.silence("a");
    expect(pager.whatWasAsked()).toEqual(["acknowledge"]);
    pager.restart();
    await pager.minutes(3);
    expect(pager.whatWasAsked()).toEqual([]);
  });

  it("is acknowledged after a failure that passes", async ({ expect }) => {
    pager.answer = (what) => (what === "acknowledge" ? [500, {}] : [202, {}]);
    await pager.silence("a");
    pager.answer = () => [202, {}];
    await pager.minutes(AGAIN_MS / MINUTE + 1);
    expect(pager.whatWasAsked()).toEqual(["trigger", "acknowledge", "acknowledge"]);
  });

  it("gives way to another one for an alert that the silence does not cover", async ({ expect }) => {
    await pager.silence("a");
    pager.whatWasAsked();
    await pager.post(firing({ ...CRITICAL, instance: "b" }, START));
    await pager.minutes(2);
    expect(pager.whatWasAsked()).toEqual(["trigger", "resolve"]);
    await pager.silence("b");
    expect(pager.whatWasAsked()).toEqual(["acknowledge"]);
  });
});
