import { describe, it } from "vitest";
import {
  doubtsOf,
  FRESH_LOOK_WAIT_MS,
  LAST_LOOK_WAIT_MS,
  needsFreshLook,
  overdueAt,
  possibleVerdicts,
} from "../../../src/watch/fresh-look.ts";
import { evaluate, ping } from "../../../src/watch/heartbeat.ts";
import {
  ASK_AGAIN_MS,
  CHANGE_HOLD_MS,
  firstVerdict,
  IMPAIRED_AFTER_MS,
  PULSE_WAIT_MS,
  settleVerdict,
} from "../../../src/watch/settle-verdict.ts";
import { isPage, type Verdict } from "../../../src/watch/verdict.ts";
import { type Death, play, type Scene } from "./bastion.ts";
import { alive, MINUTE, missing, SECOND, SOURCE, START, seeded, standing } from "./watched.ts";

const ALL = ["box", "prometheus", "alertmanager", "ui"] as const;

/** Deaths at any phase of heartbeat and probes, noticed by refusals or by timeouts. */
function scenes(death: Death, over: Partial<Scene> = {}): Scene[] {
  return Array.from({ length: 20 }, (_, index) => {
    const random = seeded(index);
    const phases = new Map<string, number>();
    const phase = (what: string) => phases.get(what) ?? phases.set(what, random()).get(what) ?? 0;
    const scene = { death, roles: ALL, probeIntervalMs: MINUTE, failures: 1, phase };
    return { ...scene, failsInMs: index % 2 === 0 ? 10 * SECOND : 200, diesAt: START + 90 * SECOND, ...over };
  });
}

const show = ({ turns }: ReturnType<typeof play>) => turns.map(({ verdict }) => verdict).join(", ");
const firstPageAt = ({ turns }: ReturnType<typeof play>) => turns[0]?.at ?? Number.POSITIVE_INFINITY;

describe("the first page is the right one, and no other follows", () => {
  const cases: readonly (readonly [Death, Partial<Scene>, Verdict, number])[] = [
    ["box", {}, "BastionDown", 60],
    ["box", { failures: 3 }, "BastionDown", 60],
    ["box", { probeIntervalMs: 5 * MINUTE }, "BastionDown", 60],
    ["box", { probeIntervalMs: 20 * SECOND }, "BastionDown", 60],
    ["box", { roles: ["box"] }, "BastionDown", 60],
    ["box", { roles: ["prometheus", "alertmanager"] }, "BastionDown", 60],
    ["both", {}, "PrometheusDown", 60],
    ["both", { failures: 2, roles: ["box", "prometheus"] }, "PrometheusDown", 60],
    ["both", { roles: ["prometheus"] }, "PrometheusDown", 60],
    ["alertmanager", {}, "AlertPipelineBroken", 60],
    ["alertmanager", { roles: ["prometheus", "alertmanager"] }, "AlertPipelineBroken", 60],
    ["delivery", {}, "AlertPipelineBroken", 60],
    ["delivery", { roles: ["box", "prometheus"] }, "AlertPipelineBroken", 60],
    ["prometheus", { probeIntervalMs: 30 * SECOND }, "PrometheusDown", 60],
    ["prometheus", { roles: ["prometheus"], probeIntervalMs: 30 * SECOND }, "PrometheusDown", 60],
    ["prometheus", { roles: ["box"] }, "PrometheusDown", 90],
    ["path", { probeIntervalMs: 30 * SECOND }, "BastionUnreachable", 60],
    ["path", { roles: ["box"], probeIntervalMs: 30 * SECOND }, "BastionUnreachable", 60],
    ["path", { roles: ["box", "prometheus"], failures: 2 }, "BastionUnreachable", 150],
  ];

  it.for(cases)("when %s dies, with %o: %s within %i s", ([death, over, verdict, within], { expect }) => {
    const played = scenes(death, over).map((scene) => play(scene, scene.diesAt + 5 * MINUTE));
    expect([...new Set(played.map(show))]).toEqual([verdict]);
    const worst = Math.max(...played.map(firstPageAt)) - (START + 90 * SECOND);
    expect(worst).toBeLessThanOrEqual(within * SECOND);
  });

  it("probers that do not answer cost the name of what died, never the page", ({ expect }) => {
    const mute = { answersAsks: false, probeIntervalMs: 5 * MINUTE };
    const played = scenes("box", mute).map((scene) => play(scene, scene.diesAt + MINUTE));
    expect(Math.max(...played.map(firstPageAt)) - (START + 90 * SECOND)).toBeLessThanOrEqual(60 * SECOND);
    expect(played.flatMap(({ turns }) => turns).every(({ verdict }) => isPage(verdict))).toBe(true);
  });

  it("while all is well nobody is paged, and nobody asked", ({ expect }) => {
    const played = scenes("box", { diesAt: Number.POSITIVE_INFINITY }).map((s) =>
      play(s, START + 20 * MINUTE),
    );
    expect(played.map(({ turns, asks }) => [turns, asks])).toEqual(played.map(() => [[], 0]));
  });
});

describe("recovery is one step to Healthy, though a booting box comes back in parts", () => {
  const cases: readonly (readonly [Death, Verdict])[] = [
    ["box", "BastionDown"],
    ["both", "PrometheusDown"],
    ["alertmanager", "AlertPipelineBroken"],
    ["path", "BastionUnreachable"],
  ];

  it.for(cases)("from %s", ([death, verdict], { expect }) => {
    const bootsAt = START + 5 * MINUTE;
    const played = scenes(death, { bootsAt }).map((scene) => play(scene, bootsAt + 4 * MINUTE));
    expect([...new Set(played.map(show))]).toEqual([`${verdict}, Healthy`]);
    const slowest = Math.max(...played.map(({ turns }) => turns[1]?.at ?? Number.POSITIVE_INFINITY));
    expect(slowest - bootsAt).toBeLessThanOrEqual(2 * MINUTE);
  });
});

describe("needsFreshLook", () => {
  const [lookedBefore, lookedAfter] = [START + 5 * SECOND, START + 20 * SECOND];
  const box = (at: number) => standing("box", "up", START - MINUTE, at);
  const dead = { heartbeats: [missing(START)], probes: [box(lookedBefore)] };
  const now = START + 46 * SECOND;

  it("asks the probes that have not looked since a live sender would have spoken", ({ expect }) => {
    const probes = [box(lookedBefore), standing("prometheus", "up", START - MINUTE, lookedAfter)];
    expect(needsFreshLook({ ...dead, probes }, "Healthy", now)).toEqual(["box"]);
  });

  it("asks before the heartbeat is missing, once half of the grace is gone", ({ expect }) => {
    const late = { heartbeats: [alive(START)], probes: [box(lookedBefore)] };
    const at = overdueAt(alive(START));
    expect(at).toBe(START + 30 * SECOND);
    expect(needsFreshLook(late, "Healthy", at - 1)).toEqual([]);
    expect(needsFreshLook(late, "Healthy", at)).toEqual(["box"]);
  });

  it("asks nobody who has looked, who is paused, or whose answer changes nothing", ({ expect }) => {
    expect(needsFreshLook({ ...dead, probes: [box(lookedAfter)] }, "Healthy", now)).toEqual([]);
    const paused = { ...box(lookedBefore), isPaused: true };
    expect(needsFreshLook({ ...dead, probes: [paused] }, "Healthy", now)).toEqual([]);
    const pages = [
      standing("box", "down", START + 16_000),
      standing("ui", "up", START - MINUTE, lookedBefore),
    ];
    expect(needsFreshLook({ ...dead, probes: pages }, "Healthy", now)).toEqual([]);
  });

  it("asks during an incident too, when something comes back, so that its end is seen", ({ expect }) => {
    const back = alive(START + MINUTE);
    const view = { heartbeats: [back], probes: [standing("prometheus", "down", START, START + 50_000)] };
    expect(needsFreshLook(view, "PrometheusDown", START + MINUTE)).toEqual(["prometheus"]);
  });

  it("does not trust a probe that looked while another one was failing", ({ expect }) => {
    const slow = standing("prometheus", "down", START);
    const prometheus = { ...slow, report: slow.report && { ...slow.report, durationMs: 5_000 } };
    const seen = (at: number) => {
      const view = {
        heartbeats: [alive(START)],
        probes: [prometheus, standing("box", "up", START - MINUTE, at)],
      };
      return needsFreshLook(view, "Healthy", START + 6_000);
    };
    expect([seen(START + 4_999), seen(START + 5_000)]).toEqual([["box"], []]);
  });

  it("holds a heartbeat older than the failure of a probe for one that may be dead", ({ expect }) => {
    const view = { heartbeats: [alive(START)], probes: [standing("box", "down", START + 2_000)] };
    const at = START + 12 * SECOND;
    const doubts = doubtsOf(view, at);
    expect(doubts).toMatchObject({ heartbeat: true, probes: [] });
    expect(possibleVerdicts(view, doubts, at)).toEqual(new Set(["BastionUnreachable", "BastionDown"]));
    const heard = { ...view, heartbeats: [alive(START + 3_000)] };
    expect(doubtsOf(heard, at).heartbeat).toBe(false);
  });
});

describe("settleVerdict", () => {
  const calm = firstVerdict(START);
  const dead = missing(START);
  const oldBox = standing("box", "up", START - MINUTE, START + SECOND);
  const deadline = START + 45_001;

  it("waits for the looks that it asked for, and no longer than their bound", ({ expect }) => {
    const view = { heartbeats: [dead], probes: [oldBox] };
    const first = settleVerdict(calm, view, deadline);
    expect(first).toMatchObject({ ask: ["box"], again: deadline + LAST_LOOK_WAIT_MS });
    expect(first.state.verdict).toBe("Healthy");
    const early = settleVerdict(first.state, view, deadline + LAST_LOOK_WAIT_MS - 1);
    expect(early).toMatchObject({ ask: [], state: { verdict: "Healthy" } });
    const late = settleVerdict(first.state, view, deadline + LAST_LOOK_WAIT_MS);
    expect(late.state).toMatchObject({
      verdict: "AlertPipelineBroken",
      since: deadline + LAST_LOOK_WAIT_MS,
    });
    expect(late.state.why).toContain("no probe could look");
    // 45 s to the deadline of a sender that dies right after its ping, and the page still leaves in time.
    expect(45 * SECOND + LAST_LOOK_WAIT_MS).toBeLessThan(60 * SECOND);
  });

  it("waits that long for looks that an overdue heartbeat asked for, too", ({ expect }) => {
    const early = settleVerdict(calm, { heartbeats: [alive(START)], probes: [oldBox] }, START + 30 * SECOND);
    expect(early.ask).toEqual(["box"]);
    const first = settleVerdict(early.state, { heartbeats: [dead], probes: [oldBox] }, deadline);
    expect(first).toMatchObject({
      ask: [],
      again: deadline + LAST_LOOK_WAIT_MS,
      state: { verdict: "Healthy" },
    });
  });

  it("gives looks more time while the heartbeat is alive", ({ expect }) => {
    const at = START + 10 * SECOND;
    const heard = ping(alive(START), { at: at - 1, source: SOURCE, status: "ok" });
    const prometheus = standing("prometheus", "down", at - SECOND);
    const view = { heartbeats: [heard], probes: [oldBox, prometheus] };
    const first = settleVerdict(calm, view, at);
    expect(first).toMatchObject({ ask: ["box"], again: at + FRESH_LOOK_WAIT_MS });
    const late = settleVerdict(first.state, view, at + FRESH_LOOK_WAIT_MS).state;
    expect(late.verdict).toBe("PrometheusDown");
  });

  it("believes a look as soon as it comes", ({ expect }) => {
    const asked = settleVerdict(calm, { heartbeats: [dead], probes: [oldBox] }, deadline).state;
    const look = { kind: "failed" as const, at: deadline, reason: "timeout" };
    const view = { heartbeats: [dead], probes: [{ ...oldBox, look }] };
    expect(settleVerdict(asked, view, deadline + SECOND).state).toMatchObject({ verdict: "BastionDown" });
  });

  it("asks again only after a while, unless something new happens", ({ expect }) => {
    const slow = alive(START, { graceMs: 10 * MINUTE });
    const view = { heartbeats: [slow], probes: [oldBox] };
    const at = overdueAt(slow);
    const first = settleVerdict(calm, view, at);
    expect(first.ask).toEqual(["box"]);
    expect(settleVerdict(first.state, view, at + ASK_AGAIN_MS - 1).ask).toEqual([]);
    expect(settleVerdict(first.state, view, at + ASK_AGAIN_MS).ask).toEqual(["box"]);
  });

  it("does not wait for a slow heartbeat longer than a minute", ({ expect }) => {
    const slow = alive(START, { intervalMs: 5 * MINUTE, graceMs: 5 * MINUTE });
    const at = START + 10 * SECOND;
    const view = { heartbeats: [slow], probes: [standing("box", "down", at - 1)] };
    const first = settleVerdict(calm, view, at);
    expect(first).toMatchObject({ state: { verdict: "Healthy" }, again: at + PULSE_WAIT_MS });
    const { state } = settleVerdict(first.state, view, at + PULSE_WAIT_MS);
    expect(state).toMatchObject({ verdict: "BastionDown" });
  });

  it("gives the same state back when nothing changed, so that nothing is written", ({ expect }) => {
    const view = { heartbeats: [alive(START)], probes: [standing("box", "up", START)] };
    const { state } = settleVerdict(calm, view, START + SECOND);
    expect(state.why).not.toBe(calm.why);
    expect(settleVerdict(state, view, START + 2 * SECOND).state).toBe(state);
  });

  it("names the next look that no evidence brings about", ({ expect }) => {
    const view = { heartbeats: [alive(START)], probes: [oldBox] };
    expect(settleVerdict(calm, view, START + 2_000).again).toBe(START + 30 * SECOND);
  });

  describe("holds", () => {
    const down = { ...calm, verdict: "BastionDown" as const, since: START };
    const fresh = START + 5 * MINUTE;
    const up = standing("box", "up", fresh - SECOND);

    it("one page that becomes another, while a box may be booting", ({ expect }) => {
      const view = { heartbeats: [dead], probes: [up] };
      const first = settleVerdict(down, view, fresh);
      expect(first).toMatchObject({ state: { verdict: "BastionDown" }, again: fresh + CHANGE_HOLD_MS });
      const { state } = settleVerdict(first.state, view, fresh + CHANGE_HOLD_MS);
      expect(state).toMatchObject({ verdict: "AlertPipelineBroken", next: null });
    });

    it("nothing that gets worse", ({ expect }) => {
      const broken = { ...calm, verdict: "AlertPipelineBroken" as const };
      const view = { heartbeats: [dead], probes: [standing("box", "down", fresh - SECOND)] };
      expect(settleVerdict(broken, view, fresh).state.verdict).toBe("BastionDown");
    });

    it("nothing that is over", ({ expect }) => {
      const view = { heartbeats: [alive(fresh - SECOND)], probes: [up] };
      expect(settleVerdict(down, view, fresh).state).toMatchObject({ verdict: "Healthy", since: fresh });
    });

    it("that we see nothing, until that has lasted, and longer for slow probes", ({ expect }) => {
      const blind = (intervalMs: number) => {
        const probes = [standing("box", "unknown", START, START, { intervalMs })];
        const view = { heartbeats: [], probes };
        const first = settleVerdict(calm, view, START);
        return first.again;
      };
      expect(blind(MINUTE)).toBe(START + IMPAIRED_AFTER_MS);
      expect(blind(10 * MINUTE)).toBe(START + 20 * MINUTE);
    });
  });

  it("is calm while everything is paused, whatever it was", ({ expect }) => {
    const paused = evaluate(alive(START), START + 1, "time_interval");
    const view = { heartbeats: [paused], probes: [{ ...oldBox, isPaused: true }] };
    const down = { ...calm, verdict: "BastionDown" as const };
    expect(settleVerdict(down, view, deadline).state).toMatchObject({
      verdict: "Healthy",
      why: "Everything that watches Bastion is paused.",
    });
  });
});
