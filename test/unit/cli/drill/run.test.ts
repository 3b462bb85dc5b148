import { describe, it } from "vitest";
import { LISTED_DELIVERIES } from "../../../../src/cli/drill/follow.ts";
import { RENEW_INTERVAL_MS } from "../../../../src/cli/drill/held-alert.ts";
import { Drill, LOOK_INTERVAL_MS } from "../../../../src/cli/drill/run.ts";
import { DrillFault } from "../../../../src/cli/drill/stage.ts";
import type { Delivery } from "../../../../src/router/delivery.ts";
import { delivery, TRY } from "./deliveries.ts";
import { FakePlace, FakeWorld } from "./fake-place.ts";

const ORDER = { id: "one", severity: "warning", timeoutMs: 10_000 } as const;

const routing = (extra = "", receiver = 'webhook_configs: [{ url: "https://a.test" }]') => `
route: { receiver: chat, group_by: [alertname], group_wait: 5s, group_interval: 20s${extra} }
receivers: [{ name: chat, ${receiver} }]
`;

/** A world whose edge tells the alert and its end after its waits, as `changes` say. */
function world(changes: Partial<Record<"firing" | "resolved", Partial<Delivery> | "nothing">> = {}) {
  const fake = new FakeWorld(routing());
  const tell = (phase: "firing" | "resolved", afterMs: number) => {
    const change = changes[phase] ?? {};
    if (change === "nothing") return;
    fake.clock.after(afterMs, () => {
      const at = fake.edge.time();
      const id = 20 + fake.all.length;
      const attempts = [{ ...TRY, at }];
      fake.all.push(delivery(id, "chat/webhook/0", { decidedAt: at, attempts, ...change }));
    });
  };
  const take = fake.edge.onPost;
  fake.edge.onPost = (alert) => {
    if (alert.endsAt !== undefined) tell("resolved", 12_000);
    else if (fake.edge.listed.length === 0) tell("firing", 5_000);
    take(alert);
  };
  return fake;
}

async function run(fake: FakeWorld, order: typeof ORDER = ORDER) {
  const drill = new Drill(fake, order);
  const fault = await drill.run().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof DrillFault) return error.message;
      throw error;
    },
  );
  return { drill, fault };
}

const told = ({ stages }: FakeWorld) =>
  stages.map(({ phase, stage, afterMs }) => `${phase} ${stage} ${afterMs}`);

describe("a drill that goes well", () => {
  it("tells each stage with its time", async ({ expect }) => {
    const fake = world();
    expect((await run(fake)).fault).toBeUndefined();
    expect(told(fake)).toEqual([
      "firing accepted 0",
      "firing listed 0",
      "firing decided 5000",
      "firing sent 5080",
      "resolved ended 5000",
      "resolved decided 17000",
      "resolved sent 17080",
    ]);
  });

  it("counts by the edge's own clock, however wrong ours is", async ({ expect }) => {
    const fake = world();
    fake.edge.aheadMs = -3_600_000;
    expect((await run(fake)).fault).toBeUndefined();
    expect(told(fake)).toContain("firing decided 5000");
    const [, end] = fake.edge.posts;
    expect(Date.parse(end?.endsAt ?? "")).toBe(fake.now() - 3_600_000 - 12_000);
  });

  it("posts one alert that says that it is a drill, and its end with its own start", async ({ expect }) => {
    const fake = world();
    await run(fake);
    const [post, end] = fake.edge.posts;
    expect(post).toEqual({
      labels: { alertname: "FarwatchDrill", severity: "warning", drill: "one" },
      annotations: { summary: expect.stringMatching(/drill/), description: expect.stringMatching(/one/) },
    });
    expect(end).toMatchObject({ labels: post?.labels, startsAt: "2026-11-22T10:00:00.000Z" });
    expect(fake.edge.posts).toHaveLength(2);
  });

  it("does not end twice", async ({ expect }) => {
    const fake = world();
    const { drill } = await run(fake);
    expect(await drill.end()).toBe(false);
    expect(fake.edge.posts).toHaveLength(2);
  });

  it("asks for what its own groups tell, twice a second", async ({ expect }) => {
    const fake = world();
    await run(fake);
    const looks = fake.queries.filter((query) => query.has("since"));
    expect(looks.length).toBeLessThanOrEqual(17_000 / LOOK_INTERVAL_MS + 4);
    expect(looks[0]?.get("group")).toBe('{}:{alertname="FarwatchDrill"}');
    expect(looks[0]?.get("limit")).toBe(String(LISTED_DELIVERIES));
  });

  it("does not wait for who does not want to hear of the end", async ({ expect }) => {
    const fake = world({ resolved: "nothing" });
    fake.edge.text = routing("", 'webhook_configs: [{ url: "https://a.test", send_resolved: false }]');
    expect((await run(fake)).fault).toBeUndefined();
    expect(told(fake).at(-1)).toBe("resolved ended 5000");
  });
});

describe("a drill that fails", () => {
  it("says that nothing was decided, and leaves the alert for the clean-up", async ({ expect }) => {
    const fake = world({ firing: "nothing" });
    const { drill, fault } = await run(fake);
    expect(fault).toBe("Nothing was decided to tell the alert to chat within 30s");
    expect(fake.now() - Date.parse("2026-11-22T10:00:00Z")).toBeLessThan(31_000);
    expect(await drill.end()).toBe(true);
    expect(fake.edge.posts.at(-1)?.endsAt).toBeDefined();
  });

  it("says what a provider that refuses has answered", async ({ expect }) => {
    const attempts = [{ ...TRY, outcome: "failed", failure: "client_error", status: "404" }] as const;
    const { fault } = await run(world({ firing: { state: "failed", attempts } }));
    expect(fault).toBe("chat/webhook/0 refused it: 404 client_error ok (80 ms)");
  });

  it("says what a provider that fails has answered last", async ({ expect }) => {
    const attempts = [{ ...TRY, outcome: "retried", failure: "server_error", status: "503" }] as const;
    const { fault } = await run(world({ firing: { state: "retrying", attempts } }));
    expect(fault).toBe("chat/webhook/0 has not taken it within 10s: 503 server_error ok (80 ms)");
  });

  it("says that its end was not told", async ({ expect }) => {
    const { fault } = await run(world({ resolved: "nothing" }));
    expect(fault).toBe("Nothing was decided to tell its end to chat/webhook/0 within 30s");
  });

  it("names the silence", async ({ expect }) => {
    const fake = world();
    fake.edge.onPost = (alert) => fake.edge.take(alert, { silencedBy: ["s-1", "s-2"] });
    expect((await run(fake)).fault).toBe("Silenced at https://edge.test by s-1, s-2: nothing will be told");
  });

  it("names a silence that falls on it meanwhile", async ({ expect }) => {
    const fake = world({ firing: "nothing" });
    fake.clock.after(2_000, () => {
      const [alert] = fake.edge.listed;
      if (alert !== undefined)
        fake.edge.listed = [{ ...alert, status: { silencedBy: ["s-3"], inhibitedBy: [] } }];
    });
    expect((await run(fake)).fault).toBe("Silenced at https://edge.test by s-3: nothing will be told");
  });

  it.for([
    ["BastionDown", "Inhibited at https://edge.test by BastionDown (f9): nothing will be told"],
    [undefined, "Inhibited at https://edge.test by an alert that is over by now (f9): nothing will be told"],
  ] as const)("names the alert that inhibits it: %s", async ([alertname, want], { expect }) => {
    const fake = world();
    const take = (alert: Parameters<FakePlace["take"]>[0]) => fake.edge.take(alert, { inhibitedBy: ["f9"] });
    fake.edge.onPost = (alert) => {
      take(alert);
      const [drill] = fake.edge.listed;
      if (drill !== undefined && alertname !== undefined)
        fake.edge.listed.push({ ...drill, fingerprint: "f9", labels: { alertname } });
    };
    expect((await run(fake)).fault).toBe(want);
  });

  const always = "\ntime_intervals: [{ name: holidays, time_intervals: [{ months: ['1:12'] }] }]\n";

  it("posts nothing where the clock mutes every route", async ({ expect }) => {
    const fake = world();
    fake.edge.text = `
route:
  receiver: chat
  routes: [{ mute_time_intervals: [holidays] }]
receivers: [{ name: chat, webhook_configs: [{ url: "https://a.test" }] }]${always}`;
    const want = "Muted at https://edge.test by time interval holidays: nothing will be told to chat";
    expect((await run(fake)).fault).toBe(want);
    expect(fake.edge.posts).toEqual([]);
  });

  it("goes on where the clock mutes one of two routes, and fails at its end", async ({ expect }) => {
    const groupKey = '{}/{}:{alertname="FarwatchDrill"}';
    const fake = world({ firing: { groupKey }, resolved: { groupKey } });
    fake.edge.text = `
route:
  receiver: chat
  group_by: [alertname]
  routes: [{ receiver: mail, mute_time_intervals: [holidays], continue: true }, { receiver: chat }]
receivers:
  - { name: chat, webhook_configs: [{ url: "https://a.test" }] }
  - { name: mail, webhook_configs: [{ url: "https://b.test" }] }${always}`;
    expect((await run(fake)).fault).toMatch(/^Muted at .* by time interval holidays: .* to mail$/);
    expect(told(fake)).toContain("resolved sent 17080");
  });

  it("refuses to begin while another drill fires", async ({ expect }) => {
    const fake = world();
    fake.edge.take({ labels: { alertname: "FarwatchDrill", drill: "two" }, annotations: {} });
    expect((await run(fake)).fault).toBe(
      "Drill two still fires at https://edge.test: there is one at a time",
    );
    expect(fake.edge.posts).toEqual([]);
  });

  it("refuses to begin while the same group still waits to be told", async ({ expect }) => {
    const fake = world();
    const attempts = [{ ...TRY, outcome: "retried", answer: "busy" }] as const;
    fake.all = [delivery(5, "chat/webhook/0", { state: "retrying", attempts })];
    expect((await run(fake)).fault).toBe("chat/webhook/0 has not taken what came before (delivery 5): busy");
  });

  it("says what it cannot read of the routing", async ({ expect }) => {
    const fake = world();
    fake.edge.text = "receivers: []";
    expect((await run(fake)).fault).toMatch(/^Cannot read the routing of https:\/\/edge\.test: /);
  });
});

it("an alert that must wait long is posted again each minute, so that it does not end by itself", async ({
  expect,
}) => {
  const fake = world({ firing: "nothing" });
  fake.edge.text = routing().replace("group_interval: 20s", "group_interval: 3m");
  await run(fake);
  expect(fake.edge.posts).toHaveLength(1 + Math.floor(190_000 / RENEW_INTERVAL_MS));
});

describe("a drill by way of Alertmanager", () => {
  function through(passesOn = true) {
    const fake = world();
    const before = new FakePlace(fake.clock, "https://am.test", routing());
    const pass = fake.edge.onPost;
    fake.edge.onPost = () => {
      throw new Error("the edge is not posted to");
    };
    before.onPost = (alert) => {
      if (alert.endsAt === undefined) before.take(alert);
      if (passesOn) fake.clock.after(5_000, () => pass(alert));
    };
    fake.alertmanager = before;
    return { fake, before };
  }

  it("tells when the alert and its end have come to the edge", async ({ expect }) => {
    const { fake } = through();
    expect((await run(fake)).fault).toBeUndefined();
    expect(told(fake)).toEqual([
      "firing taken 0",
      "firing listed 0",
      "firing reached 5000",
      "firing decided 10000",
      "firing sent 10080",
      "resolved ended 10000",
      "resolved reached 15000",
      "resolved decided 27000",
      "resolved sent 27080",
    ]);
  });

  it("fails where Alertmanager does not pass it on", async ({ expect }) => {
    const { fault } = await run(through(false).fake);
    expect(fault).toBe("It has not reached https://edge.test within 30s");
  });

  it("fails where Alertmanager has it silenced", async ({ expect }) => {
    const { fake, before } = through();
    before.onPost = (alert) => before.take(alert, { silencedBy: ["s-1"] });
    expect((await run(fake)).fault).toBe("Silenced at https://am.test by s-1: nothing will be told");
  });

  it("waits by the defaults where its routing cannot be read", async ({ expect }) => {
    const { fake, before } = through(false);
    before.text = "route: {receiver: a}\nreceivers: [{name: a, wechat_configs: [{}]}]\n";
    expect((await run(fake)).fault).toBe("It has not reached https://edge.test within 5m10s");
  });
});
