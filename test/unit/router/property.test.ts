import * as fc from "fast-check";
import { describe, type ExpectStatic, it } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import {
  config,
  firing,
  HOUR,
  integration,
  MINUTE,
  resolved,
  route,
  SECOND,
  Simulation,
} from "./simulation.ts";

const INSTANCES = ["a", "b", "c"] as const;
type Instance = (typeof INSTANCES)[number];
const LATENESS_MS = 60_000;

/** Provider moods: what every send gets until the mood changes. */
const OUTCOMES: Readonly<Record<string, SendOutcome>> = {
  fine: { ok: true, status: "200", answer: "ok" },
  broken: { ok: false, recoverable: true, reason: "server_error", status: "500", answer: "" },
  refusing: { ok: false, recoverable: false, reason: "client_error", status: "400", answer: "" },
  limited: {
    ok: false,
    recoverable: true,
    reason: "rate_limited",
    status: "429",
    answer: "",
    retryAfterMs: 90_000,
  },
};

const matcher = (name: string, value: string) => ({
  name,
  op: "=" as const,
  value,
  matches: (labels: Readonly<Record<string, string>>) => labels[name] === value,
});

const receivers = [
  { name: "chat", integrations: [integration("chat")] },
  {
    name: "pager",
    integrations: [integration("pager"), integration("pager", { index: 1, sendResolved: false })],
  },
];
const onlyA = route({
  receiver: "pager",
  groupBy: ["alertname"],
  matchers: [matcher("instance", "a")],
  continue: true,
});
const onlyB = route({ receiver: "pager", groupBy: ["alertname"], matchers: [matcher("instance", "b")] });
const CONFIGS: readonly Config[] = [
  config({ receivers }),
  config({ receivers, route: route({ groupBy: ["alertname"], routes: [onlyA, onlyB] }) }),
  config({ receivers, route: route({ groupBy: ["instance"], routes: [onlyB] }) }),
];

type Step =
  | {
      readonly do: "post";
      readonly firing: readonly Instance[];
      readonly resolved: readonly Instance[];
      readonly sender: string;
    }
  | { readonly do: "silence"; readonly instance: Instance; readonly minutes: number }
  | { readonly do: "unsilence" }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "restart"; readonly awayMs: number; readonly config: number }
  | { readonly do: "mood"; readonly mood: string };

const instances = fc.subarray([...INSTANCES]);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      firing: instances,
      resolved: instances,
      sender: fc.constantFrom("one", "two"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("silence" as const),
      instance: fc.constantFrom(...INSTANCES),
      minutes: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "unsilence" as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.constantFrom(5, 50, SECOND, 20 * SECOND, MINUTE, 6 * MINUTE, HOUR),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("restart" as const),
      awayMs: fc.constantFrom(0, SECOND, 10 * MINUTE),
      config: fc.nat(CONFIGS.length - 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("mood" as const),
      mood: fc.constantFrom(...Object.keys(OUTCOMES)),
    }),
  },
);

/** What the world is like beside the router: which sender says what, and who was silenced when. */
class World {
  readonly simulation = new Simulation(CONFIGS[0]);
  readonly says = new Map<string, { readonly status: "firing" | "resolved"; readonly startsAt: number }>();
  readonly everSilenced = new Set<Instance>();
  readonly silences: { readonly id: string; readonly instance: Instance; endsAt: number }[] = [];
  configIndex = 0;

  constructor() {
    this.simulation.beforeSend = (notification) => {
      for (const { status, labels } of notification.alerts) {
        const isSilenced = this.silences.some(
          (s) => s.instance === labels["instance"] && s.endsAt > this.simulation.now,
        );
        if (isSilenced && status !== "resolved")
          throw new Error(`told silenced ${labels["instance"]} as ${status}`);
      }
    };
  }

  run(one: Step): void {
    const { simulation } = this;
    if (one.do === "post") this.#post(one);
    else if (one.do === "advance") simulation.advance(one.ms);
    else if (one.do === "mood") this.#feel(one.mood);
    else if (one.do === "silence") this.#silence(one.instance, one.minutes);
    else if (one.do === "unsilence") this.#unsilence();
    else this.#restart(one.awayMs, one.config);
  }

  #feel(mood: string): void {
    const outcome = OUTCOMES[mood];
    if (outcome === undefined) throw new Error(`no such mood: ${mood}`);
    this.simulation.answer = () => outcome;
  }

  #post({ firing: up, resolved: down, sender }: Extract<Step, { do: "post" }>): void {
    const alerts = [
      ...down
        .filter((instance) => !up.includes(instance))
        .map((instance) => this.#say(sender, instance, "resolved")),
      ...up.map((instance) => this.#say(sender, instance, "firing")),
    ];
    if (alerts.length > 0) this.simulation.post(alerts, { sender });
  }

  #say(sender: string, instance: Instance, status: "firing" | "resolved") {
    const { now } = this.simulation;
    const before = this.says.get(`${sender}/${instance}`);
    const startsAt = before?.status === "firing" ? before.startsAt : now - LATENESS_MS;
    this.says.set(`${sender}/${instance}`, { status, startsAt });
    const labels = { alertname: "Down", instance };
    return status === "firing" ? firing(labels, startsAt) : resolved(labels, startsAt, now);
  }

  #silence(instance: Instance, minutes: number): void {
    this.everSilenced.add(instance);
    const endsAt = this.simulation.now + minutes * MINUTE;
    // Noted first: the moment the call returns, nothing of it may leave any more.
    this.silences.push({ id: "", instance, endsAt });
    const id = this.simulation.silence("instance", instance, minutes * MINUTE);
    this.silences[this.silences.length - 1] = { id, instance, endsAt };
  }

  #unsilence(): void {
    const last = this.silences.at(-1);
    if (last === undefined) return;
    last.endsAt = Math.min(last.endsAt, this.simulation.now);
    this.simulation.unsilence(last.id);
  }

  #restart(awayMs: number, index: number): void {
    this.configIndex = index;
    this.simulation.restart(awayMs, CONFIGS[index]);
  }

  isFiring(instance: Instance): boolean {
    return ["one", "two"].some((sender) => this.says.get(`${sender}/${instance}`)?.status === "firing");
  }

  /** Receivers' integrations that the configuration of now sends this instance to. */
  routedTo(instance: Instance): readonly string[] {
    const chat = ["chat/webhook/0"];
    const pager = ["pager/webhook/0", "pager/webhook/1"];
    if (this.configIndex === 0 || instance === "c") return chat;
    return instance === "b" || this.configIndex === 1 ? pager : chat;
  }

  lastToldAs(integrationKey: string, instance: Instance): string | undefined {
    for (const one of this.simulation.toldTo(integrationKey).reverse()) {
      const alert = one.alerts.find(({ labels }) => labels["instance"] === instance);
      if (alert !== undefined) return alert.status;
    }
    return undefined;
  }
}

describe("any interleaving of posts, resolves, silences, time, restarts, deploys and failing sends", () => {
  it("never loses a group's last state and never tells a silenced alert", ({ expect }) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const world = new World();
        for (const one of steps) world.run(one);
        world.run({ do: "mood", mood: "fine" });
        // Longer than any silence, back-off and group interval; shorter than stale_after.
        world.simulation.advance(2 * HOUR);
        for (const instance of INSTANCES) check(world, instance, expect);
        expect(world.simulation.store.outbox.size).toBe(0);
        const kept = [...world.simulation.state.alerts.values()].map(({ status }) => status);
        expect(kept, "resolved alerts are let go once told").not.toContain("resolved");
        expect(world.simulation.state.queue.inFlight).toBe(0);
      }),
      { numRuns: Number(process.env["FARWATCH_PROPERTY_RUNS"] ?? 1_000) },
    );
  });
});

function check(world: World, instance: Instance, expect: ExpectStatic): void {
  if (world.isFiring(instance)) {
    for (const key of world.routedTo(instance)) {
      expect(world.lastToldAs(key, instance), `${instance} fires, last told to ${key}`).toBe("firing");
    }
    return;
  }
  // Muted at its end: upstream tells no resolve then, and neither do we.
  if (world.everSilenced.has(instance)) return;
  for (const key of ["chat/webhook/0", "pager/webhook/0"]) {
    expect(world.lastToldAs(key, instance), `${instance} resolved, last told to ${key}`).not.toBe("firing");
  }
}
