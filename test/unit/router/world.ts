import type { Config, InhibitRule, TimeInterval } from "../../../src/config/config.ts";
import type { Notification, SendOutcome } from "../../../src/receiver/receiver.ts";
import { DELIVERY_FAILING } from "../../../src/router/detour.ts";
import { replay } from "../../../src/router/replay.ts";
import { containsTime } from "../../../src/timeinterval/time-interval.ts";
import { exactly } from "./exactly.ts";
import { broken, refused } from "./outcomes.ts";
import {
  config,
  firing,
  HOUR,
  INSTANCES,
  integration,
  MINUTE,
  resolved,
  route,
  SECOND,
  Simulation,
} from "./simulation.ts";

const LATENESS_MS = 60_000;
/** Longer than any back-off, group interval and respite, shorter than the steps that let alerts go stale. */
const STALE_AFTER_MS = 2 * HOUR;

/** Provider moods: what every send gets until the mood changes. */
export const OUTCOMES: Readonly<Record<string, SendOutcome>> = {
  fine: { ok: true, status: "200", answer: "ok" },
  broken,
  /** It takes the message and its answer is lost. */
  mute: { ok: false, recoverable: true, reason: "timeout", status: "-", answer: "arrived" },
  refusing: refused,
  limited: {
    ok: false,
    recoverable: true,
    reason: "rate_limited",
    status: "429",
    answer: "",
    retryAfterMs: 90_000,
  },
};

const receivers = [
  { name: "chat", integrations: [integration("chat")] },
  {
    name: "pager",
    integrations: [integration("pager"), integration("pager", { index: 1, sendResolved: false })],
  },
  { name: "mail", integrations: [integration("mail", { kind: "email" })] },
];
const TELLS_ENDS = ["chat/webhook/0", "pager/webhook/0", "mail/email/0"];

const groupBy = ["alertname"];
const toPager = (value: string, over = {}) =>
  route({ receiver: "pager", groupBy, matchers: [exactly("instance", value)], ...over });
const toMail = route({ receiver: "mail", groupBy: ["instance"], matchers: [exactly("instance", "c")] });

/** The first twenty minutes of each hour. */
const QUIET: TimeInterval = {
  times: Array.from({ length: 24 }, (_, hour) => ({ start: 60 * hour, end: 60 * hour + 20 })),
};
const timeIntervals = new Map([["quiet", [QUIET]]]);
const A_INHIBITS_C: InhibitRule = {
  sourceMatchers: [exactly("instance", "a")],
  targetMatchers: [exactly("instance", "c")],
  equal: ["alertname"],
};

interface Setting {
  readonly config: Config;
  /** Integrations that an instance goes to. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  /** Instances that are groups of their own. */
  readonly alone: readonly string[];
  readonly isQuietAtTimes: boolean;
  readonly inhibits: boolean;
}

const CHAT = ["chat/webhook/0"];
const PAGER = ["pager/webhook/0", "pager/webhook/1"];
const MAIL = ["mail/email/0"];
const edge = { ...config().edge, staleAfterMs: STALE_AFTER_MS };
const fallbacks = [{ matchers: [], fallback: "mail" }];

function setting(over: Partial<Config>, to: Setting["to"] = {}, alone: Setting["alone"] = []): Setting {
  const isQuietAtTimes = over.timeIntervals !== undefined;
  const inhibits = over.inhibitRules !== undefined;
  return { config: config({ receivers, edge, ...over }), to, alone, isQuietAtTimes, inhibits };
}

/** The first is the plainest: neither inhibition nor time intervals. */
export const CONFIGS: readonly Setting[] = [
  setting({ route: route({ groupBy }) }),
  setting(
    { route: route({ groupBy, routes: [toPager("a", { continue: true }), toPager("b"), toMail] }) },
    { a: PAGER, b: PAGER, c: MAIL },
    ["c"],
  ),
  setting({ route: route({ groupBy: ["instance"], routes: [toPager("b")] }) }, { b: PAGER }, ["a", "c"]),
  setting({ route: route({ groupBy }), inhibitRules: [A_INHIBITS_C] }),
  setting(
    { route: route({ groupBy, muteTimeIntervals: ["quiet"], routes: [toMail] }), timeIntervals },
    { c: MAIL },
    ["c"],
  ),
  setting({ route: route({ groupBy }), edge: { ...edge, fallbacks } }),
];

export type Step =
  | {
      readonly do: "post";
      readonly firing: readonly string[];
      readonly resolved: readonly string[];
      readonly sender: string;
      readonly truncated: boolean;
    }
  | { readonly do: "silence"; readonly instance: string; readonly minutes: number }
  | { readonly do: "unsilence" }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "restart"; readonly awayMs: number; readonly config: number }
  | { readonly do: "mood"; readonly mood: string }
  | { readonly do: "break"; readonly writes: number }
  | { readonly do: "replay"; readonly back: number };

interface Word {
  readonly status: "firing" | "resolved";
  readonly startsAt: number;
}

/** What the world is like beside the router: which sender says what, and who was muted when. */
export class World {
  readonly simulation = new Simulation(CONFIGS[0]?.config);
  readonly #says = new Map<string, Word>();
  readonly #everMuted = new Set<string>();
  readonly #everResolved = new Set<string>();
  readonly #silences: { readonly id: string; readonly instance: string; endsAt: number }[] = [];
  #setting: Setting = setting({});
  #settingSince = 0;

  constructor() {
    this.simulation.beforeSend = (notification) => this.#checkSend(notification);
    this.simulation.arrives = ({ ok, answer }) => ok || answer === "arrived";
  }

  run(one: Step): void {
    const { simulation } = this;
    if (one.do === "post") this.#post(one);
    else if (one.do === "advance") simulation.advance(one.ms);
    else if (one.do === "mood") this.#feel(one.mood);
    else if (one.do === "silence") this.#silence(one.instance, one.minutes);
    else if (one.do === "unsilence") this.#unsilence();
    else if (one.do === "break") simulation.store.failsAfter = one.writes;
    else if (one.do === "replay") this.#replay(one.back);
    else this.#restart(one.awayMs, one.config);
  }

  /** All is well again: providers answer, nothing mutes, senders say once more what they say. */
  calmDown(): void {
    this.simulation.store.failsAfter = Number.POSITIVE_INFINITY;
    this.#feel("fine");
    for (let i = 0; i < this.#silences.length; i += 1) this.#unsilence();
    if (this.#setting.isQuietAtTimes) this.#restart(0, 0);
    this.#sayAgain("resolved");
    this.simulation.advance(1);
    // Last, so that who fires has said so since anybody's resolve.
    this.#sayAgain("firing");
    this.simulation.advance(20 * MINUTE);
    // A repeat may have fallen due just now.
    if (this.simulation.state.queue.inFlight > 0) this.simulation.advance(SECOND);
  }

  #sayAgain(status: Word["status"]): void {
    for (const sender of ["one", "two"]) {
      const same = INSTANCES.filter((instance) => this.#says.get(`${sender}/${instance}`)?.status === status);
      const words = status === "firing" ? { firing: same, resolved: [] } : { firing: [], resolved: same };
      this.#post({ do: "post", ...words, sender, truncated: true });
    }
  }

  /** Nobody posts any more, for as long as anything may be kept. */
  fallSilent(): void {
    this.simulation.advance(3 * STALE_AFTER_MS);
  }

  isFiring(instance: string): boolean {
    return ["one", "two"].some((sender) => this.#says.get(`${sender}/${instance}`)?.status === "firing");
  }

  /** Integrations that must know of a firing instance now: none while another inhibits it. */
  routedTo(instance: string): readonly string[] {
    if (this.#isInhibited(instance)) return [];
    return this.#setting.to[instance] ?? CHAT;
  }

  wasEverMuted(instance: string): boolean {
    return this.#everMuted.has(instance);
  }

  keysThatTellEnds(): readonly string[] {
    return TELLS_ENDS;
  }

  lastToldAs(integrationKey: string, instance: string): string | undefined {
    return this.#lastOf(this.simulation.toldTo(integrationKey), instance);
  }

  /** As the group that the routing makes now told it: the card of a vanished group may end later. */
  lastToldNowAs(integrationKey: string, instance: string): string | undefined {
    const isAlone = this.#setting.alone.includes(instance);
    const told = this.simulation.toldTo(integrationKey);
    return this.#lastOf(
      told.filter(({ groupLabels }) => (groupLabels["instance"] !== undefined) === isAlone),
      instance,
    );
  }

  #lastOf(told: readonly Notification[], instance: string): string | undefined {
    for (const one of told.toReversed()) {
      const alert = one.alerts.find(({ labels }) => labels["instance"] === instance);
      if (alert !== undefined) return alert.status;
    }
    return undefined;
  }

  #isInhibited(instance: string): boolean {
    return this.#setting.inhibits && instance === "c" && this.isFiring("a");
  }

  /** An operator asks for one of the last deliveries again. */
  #replay(back: number): void {
    const { simulation } = this;
    simulation.turn(() => replay(simulation.state, simulation.state.lastDelivery - back, simulation.now));
  }

  #feel(mood: string): void {
    const outcome = OUTCOMES[mood];
    if (outcome === undefined) throw new Error(`no such mood: ${mood}`);
    this.simulation.answer = () => outcome;
  }

  #post({ firing: up, resolved: down, sender, truncated }: Extract<Step, { do: "post" }>): void {
    const words = new Map<string, Word>();
    const all = [...down.filter((instance) => !up.includes(instance)).map((i) => [i, "resolved"] as const)];
    for (const [instance, status] of [...all, ...up.map((i) => [i, "firing"] as const)]) {
      words.set(instance, this.#word(sender, instance, status));
    }
    if (words.size === 0) return;
    const alerts = [...words].map(([instance, { status, startsAt }]) => {
      const labels = { alertname: "Down", instance, severity: "critical" };
      return status === "firing" ? firing(labels, startsAt) : resolved(labels, startsAt, this.simulation.now);
    });
    // A sender that hears 503 comes again.
    const options = { sender, truncated: truncated ? 1 : 0 };
    for (const [instance, { status }] of words) if (status === "resolved") this.#everResolved.add(instance);
    while (!this.simulation.post(alerts, options));
    for (const [instance, word] of words) this.#says.set(`${sender}/${instance}`, word);
    this.#noteMuted();
  }

  #word(sender: string, instance: string, status: Word["status"]): Word {
    const before = this.#says.get(`${sender}/${instance}`);
    const startsAt = before?.status === "firing" ? before.startsAt : this.simulation.now - LATENESS_MS;
    return { status, startsAt };
  }

  #silence(instance: string, minutes: number): void {
    this.#everMuted.add(instance);
    const endsAt = this.simulation.now + minutes * MINUTE;
    // Noted first: the moment the call returns, nothing of it may leave any more.
    this.#silences.push({ id: "", instance, endsAt });
    const id = this.simulation.silence("instance", instance, minutes * MINUTE);
    this.#silences[this.#silences.length - 1] = { id, instance, endsAt };
  }

  #unsilence(): void {
    const { now } = this.simulation;
    const last = this.#silences.findLast(({ endsAt }) => endsAt > now);
    if (last === undefined) return;
    last.endsAt = now;
    this.simulation.unsilence(last.id);
  }

  #restart(awayMs: number, index: number): void {
    const next = CONFIGS[index];
    if (next === undefined) throw new Error(`no such config: ${index}`);
    this.#setting = next;
    this.#settingSince = this.simulation.now + awayMs;
    this.#noteMuted();
    this.simulation.restart(awayMs, next.config);
  }

  #noteMuted(): void {
    // Time intervals come and go while nobody looks: under such a setting any instance may have been muted.
    for (const instance of INSTANCES) {
      if (this.#setting.isQuietAtTimes || this.#isInhibited(instance)) this.#everMuted.add(instance);
    }
  }

  #checkSend(notification: Notification): void {
    const { now } = this.simulation;
    for (const { status, labels } of notification.alerts) {
      // What is said of failing deliveries is our own word.
      if (labels["alertname"] === DELIVERY_FAILING) continue;
      const instance = labels["instance"] ?? "";
      const isSilenced = this.#silences.some((s) => s.instance === instance && s.endsAt > now);
      if (isSilenced && status !== "resolved") throw new Error(`told silenced ${instance} as ${status}`);
      if (status === "resolved" && !this.#everResolved.has(instance)) {
        throw new Error(`told ${instance} as resolved, which nobody said`);
      }
    }
    this.#checkQuiet(notification);
  }

  /** Of the groups that the setting of now makes: those of a vanished route know no time intervals. */
  #checkQuiet({ receiver, groupLabels, decidedAt, alerts }: Notification): void {
    const isOfNow = receiver === "chat" && groupLabels["instance"] === undefined;
    if (!this.#setting.isQuietAtTimes || !isOfNow || decidedAt <= this.#settingSince) return;
    const isFiring = alerts.some(({ status, labels }) => status === "firing" && labels["instance"] !== "c");
    if (isFiring && containsTime([QUIET], decidedAt)) throw new Error("decided in a quiet time");
  }
}
