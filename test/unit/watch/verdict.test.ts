import { describe, it } from "vitest";
import type { Sight } from "../../../src/watch/standing.ts";
import {
  type Evidence,
  holds,
  isPage,
  judgeBastion,
  PULSES,
  SIGHTS,
  VERDICT_TABLE,
} from "../../../src/watch/verdict.ts";
import { verdictPage } from "../../../src/watch/verdict-page.ts";
import { textOf } from "../../repo/source.ts";

const ROLES = ["box", "prometheus", "alertmanager", "ui"] as const;

const everything: readonly Evidence[] = PULSES.flatMap((heartbeat) =>
  SIGHTS.flatMap((box) =>
    SIGHTS.flatMap((prometheus) =>
      SIGHTS.flatMap((alertmanager) =>
        SIGHTS.map((ui) => ({ heartbeat, box, prometheus, alertmanager, ui })),
      ),
    ),
  ),
);

const verdictOf = (evidence: Evidence) => judgeBastion(evidence).verdict;
const sightsOf = (evidence: Evidence) => ROLES.map((role) => evidence[role]);
const isSilent = ({ heartbeat }: Evidence) => heartbeat === "missing" || heartbeat === "resolved";
const show = (evidence: Evidence) => `${Object.values(evidence).join(" ")}: ${verdictOf(evidence)}`;

/** Combinations that break a property, as one reads them. */
const against = (applies: (evidence: Evidence) => boolean, isRight: (evidence: Evidence) => boolean) =>
  everything.filter((evidence) => applies(evidence) && !isRight(evidence)).map(show);

describe("over all combinations", () => {
  it("there are 4 pulses and 4 sights of 4 roles, and a verdict on each", ({ expect }) => {
    expect(everything).toHaveLength(4 ** 5);
    expect(everything.every((evidence) => judgeBastion(evidence).why.endsWith("."))).toBe(true);
  });

  it("every row of the table decides something, and the last one would decide anything", ({ expect }) => {
    const deciding = new Set(everything.map(judgeBastion));
    expect(VERDICT_TABLE.filter((row) => !deciding.has(row))).toEqual([]);
    const last = VERDICT_TABLE.slice(-1);
    expect(everything.filter((evidence) => !last.some((row) => holds(row, evidence)))).toEqual([]);
  });

  it("unknown never pages: it says no more than a probe that is not there", ({ expect }) => {
    const without = (evidence: Evidence): Evidence => {
      const blank = (sight: Sight): Sight => (sight === "unknown" ? "none" : sight);
      const { heartbeat, box, prometheus, alertmanager, ui } = evidence;
      return {
        heartbeat,
        box: blank(box),
        prometheus: blank(prometheus),
        alertmanager: blank(alertmanager),
        ui: blank(ui),
      };
    };
    const isSame = (evidence: Evidence) =>
      isPage(verdictOf(evidence)) ? verdictOf(evidence) === verdictOf(without(evidence)) : true;
    expect(against(() => true, isSame)).toEqual([]);
  });

  it("without a silent heartbeat and without a probe that is down nobody is paged", ({ expect }) => {
    const calm = (evidence: Evidence) => !isSilent(evidence) && !sightsOf(evidence).includes("down");
    expect(against(calm, (evidence) => !isPage(verdictOf(evidence)))).toEqual([]);
  });

  it("a silent heartbeat always pages", ({ expect }) => {
    expect(against(isSilent, (evidence) => isPage(verdictOf(evidence)))).toEqual([]);
  });

  it("a heartbeat that is alive, with all probes up, is Healthy", ({ expect }) => {
    const fine = (evidence: Evidence) =>
      evidence.heartbeat === "alive" &&
      sightsOf(evidence).every((sight) => sight === "up" || sight === "none");
    expect(against(fine, (evidence) => verdictOf(evidence) === "Healthy")).toEqual([]);
  });

  it("a silent heartbeat and a box that is down are BastionDown", ({ expect }) => {
    const dead = (evidence: Evidence) => isSilent(evidence) && evidence.box === "down";
    expect(against(dead, (evidence) => verdictOf(evidence) === "BastionDown")).toEqual([]);
  });

  it("a silent heartbeat, a box that is up and Prometheus that is down are PrometheusDown", ({ expect }) => {
    const dead = (evidence: Evidence) =>
      isSilent(evidence) && evidence.box === "up" && evidence.prometheus === "down";
    expect(against(dead, (evidence) => verdictOf(evidence) === "PrometheusDown")).toEqual([]);
  });

  it("a silent heartbeat, with box and Prometheus up, is AlertPipelineBroken", ({ expect }) => {
    const cut = (evidence: Evidence) =>
      isSilent(evidence) && evidence.box === "up" && evidence.prometheus === "up";
    expect(against(cut, (evidence) => verdictOf(evidence) === "AlertPipelineBroken")).toEqual([]);
  });

  it("a box that is up is never BastionDown nor BastionUnreachable", ({ expect }) => {
    const up = (evidence: Evidence) => evidence.box === "up";
    const isRight = (evidence: Evidence) =>
      !["BastionDown", "BastionUnreachable"].includes(verdictOf(evidence));
    expect(against(up, isRight)).toEqual([]);
  });

  it("BastionUnreachable means that heartbeats arrive, probes fail, and none gets through", ({ expect }) => {
    const unreachable = (evidence: Evidence) => verdictOf(evidence) === "BastionUnreachable";
    const isRight = (evidence: Evidence) =>
      evidence.heartbeat === "alive" &&
      sightsOf(evidence).includes("down") &&
      !sightsOf(evidence).includes("up");
    expect(everything.some(unreachable)).toBe(true);
    expect(against(unreachable, isRight)).toEqual([]);
  });

  it("two roles that fail, none that answers, and heartbeats that arrive are BastionUnreachable", ({
    expect,
  }) => {
    const shut = (evidence: Evidence) =>
      evidence.heartbeat === "alive" &&
      sightsOf(evidence).filter((sight) => sight === "down").length > 1 &&
      !sightsOf(evidence).includes("up");
    expect(against(shut, (evidence) => verdictOf(evidence) === "BastionUnreachable")).toEqual([]);
  });

  it("nothing to see with at all is WatchImpaired", ({ expect }) => {
    const blind = (evidence: Evidence) =>
      evidence.heartbeat === "none" &&
      sightsOf(evidence).every((sight) => sight === "unknown" || sight === "none");
    expect(against(blind, (evidence) => verdictOf(evidence) === "WatchImpaired")).toEqual([]);
  });

  it("WatchImpaired means that no probe shows anything", ({ expect }) => {
    const impaired = (evidence: Evidence) => verdictOf(evidence) === "WatchImpaired";
    const isRight = (evidence: Evidence) =>
      !sightsOf(evidence).some((sight) => sight === "up" || sight === "down");
    expect(against(impaired, isRight)).toEqual([]);
  });
});

describe("what the table says of", () => {
  const cases = [
    ["a box that died", "missing down down down down", "BastionDown"],
    ["a box without a probe of its own that died", "missing none down down none", "BastionDown"],
    ["pages alone, gone with the heartbeat", "missing none none none down", "BastionDown"],
    ["Prometheus and Alertmanager, killed on a live box", "missing up down down up", "PrometheusDown"],
    ["Prometheus, which Alertmanager still remembers", "alive up down up up", "PrometheusDown"],
    ["Prometheus, which Alertmanager has given up", "resolved up down up up", "PrometheusDown"],
    ["Prometheus without a probe, given up by Alertmanager", "resolved up none none none", "PrometheusDown"],
    ["a Prometheus that answers, but lost its Alertmanager", "resolved up up up up", "AlertPipelineBroken"],
    ["Alertmanager, killed", "missing up up down up", "AlertPipelineBroken"],
    ["a heartbeat cut off on its way", "missing up up up up", "AlertPipelineBroken"],
    [
      "a heartbeat missing, and probes that cannot look",
      "missing unknown unknown none none",
      "AlertPipelineBroken",
    ],
    ["a path of probes that is shut", "alive down down down down", "BastionUnreachable"],
    [
      "a path of probes that is shut, seen by one probe of Alertmanager",
      "alive none none down none",
      "BastionUnreachable",
    ],
    ["one probe of Prometheus alone that fails", "alive none down none none", "PrometheusDown"],
    ["pages alone that fail while heartbeats arrive", "alive up up up down", "Healthy"],
    ["an Alertmanager whose probe fails though it sends", "alive up up down up", "Healthy"],
    ["a box whose probe fails though Prometheus answers", "alive down up none none", "Healthy"],
    ["probes that cannot look while heartbeats arrive", "alive unknown unknown none none", "WatchImpaired"],
    ["one probe of several that cannot look", "alive up unknown none none", "Healthy"],
    ["a first minute", "none none none none none", "WatchImpaired"],
    ["probes alone, all up", "none up up up up", "Healthy"],
    ["probes alone, Alertmanager down", "none up up down up", "AlertPipelineBroken"],
    ["probes alone, all down", "none down down down down", "BastionDown"],
  ] as const;

  it.for(cases)("%s: %s is %s", ([, text, verdict], { expect }) => {
    const found = everything.find((evidence) => Object.values(evidence).join(" ") === text);
    expect(found && verdictOf(found)).toBe(verdict);
  });
});

it("docs/verdict.md is written from the table", ({ expect }) => {
  expect(textOf("docs/verdict.md")).toBe(verdictPage());
});
