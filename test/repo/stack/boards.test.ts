import type { GridPos } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { describe, it } from "vitest";
import { textOfBoard } from "../../../compose/grafana/board.ts";
import { filesIn, textOf } from "../source.ts";
import { type BoardPanel, built, isRow, overridesOf, panels, showsNumbers } from "./boards.ts";
import { expressionFault } from "./expression.ts";
import { alerts } from "./rules.ts";
import { at, leaves } from "./value.ts";

const known = new Set<string>(Object.values(units));
const judged = ["stat", "gauge", "bargauge", "state-timeline"];

/** The columns of a table that hold numbers: what an override gives a unit. */
function valuesOf({ panel }: BoardPanel): ReadonlyMap<string, unknown>[] {
  return [...overridesOf(panel).values()].filter((looks) => looks.has("unit"));
}

function unitsOf(one: BoardPanel): unknown[] {
  const own = one.panel.fieldConfig?.defaults.unit;
  return own === undefined ? valuesOf(one).map((looks) => looks.get("unit")) : [own];
}

function boundsOf(one: BoardPanel): unknown[] {
  const ofColumns = valuesOf(one).map((looks) => looks.get("thresholds"));
  return leaves([one.panel.fieldConfig?.defaults.thresholds, ofColumns])
    .filter(([path]) => path.endsWith(".value"))
    .map(([, value]) => value);
}

describe("boards", () => {
  it("are all written, and none is left over", ({ expect }) => {
    const names = filesIn("compose/grafana/dashboards", ".json").map(({ path }) => path);
    expect(names).toEqual([...built.keys()].map((name) => `${name}.json`).sort());
  });

  it.for([...built])(
    "%s is as written: if not, run node compose/grafana/write.ts",
    ([name, dashboard], { expect }) => {
      const written = JSON.parse(textOf(`compose/grafana/dashboards/${name}.json`));
      expect(JSON.parse(textOfBoard(dashboard))).toEqual(written);
    },
  );

  it.for([...built])(
    "%s has a fixed uid, its file's name, and says what it is for",
    ([name, dashboard], { expect }) => {
      expect(dashboard.uid).toBe(name);
      expect(dashboard.description).toMatch(/^[A-Z].{20,}[.?]$/);
      expect(dashboard).toMatchObject({ editable: false, tags: ["farwatch"] });
      expect(dashboard.panels?.length).toBeGreaterThan(2);
    },
  );

  it.for([...built])("%s has no panel over another, and none outside", ([name, dashboard], { expect }) => {
    const placed = panels.filter(({ board }) => board === name);
    const places = [...placed.map(({ panel }) => panel), ...(dashboard.panels ?? []).filter(isRow)].map(
      ({ gridPos }) => gridPos ?? { x: 0, y: 0, w: 0, h: 0 },
    );
    expect(places.filter(({ x, w, h }) => x < 0 || w < 1 || h < 1 || x + w > 24)).toEqual([]);
    expect(overlaps(places)).toEqual([]);
  });

  it.for([...built])("%s uses each of its variables, and no other", ([, dashboard], { expect }) => {
    const list = dashboard.templating?.list ?? [];
    const names = list.map(({ name }) => name);
    // A query's own variable stands in its definition: that is no use.
    const others = (name: string) => list.filter((one) => one.name !== name).map(({ query }) => query);
    const unused = names.filter((name) => !variablesIn([dashboard.panels, others(name)]).has(name));
    expect(unused).toEqual([]);
    const used = variablesIn([dashboard.panels, list.map(({ query }) => query)]);
    expect([...used].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe.for(panels.map((one) => ({ ...one, name: `${one.board}: ${one.title}` })))("$name", (one) => {
  const { panel, queries } = one;

  it("says what it shows, and of which source", ({ expect }) => {
    expect(panel.title).toMatch(/^[A-Z0-9]/);
    expect(panel.description).toMatch(/^[A-Z0-9].{20,}\.$/);
    if (panel.type === "text") return;
    expect(["prometheus", "loki", "tempo"]).toContain(panel.datasource?.uid);
    expect(panel.datasource?.uid).toBe(panel.datasource?.type);
    expect(queries.length).toBeGreaterThan(0);
  });

  it("has units for its numbers, and thresholds where they are judged", ({ expect }) => {
    const wordsAlone = panel.type === "table" && valuesOf(one).length === 0;
    if (showsNumbers(panel) && !wordsAlone) expect(unitsOf(one)).not.toEqual([]);
    expect(unitsOf(one).filter((unit) => !known.has(String(unit)))).toEqual([]);
    if (!judged.includes(panel.type)) return;
    expect(panel.fieldConfig?.defaults.thresholds?.steps.length).toBeGreaterThan(0);
  });

  it("asks in words that can be read", ({ expect }) => {
    expect(queries.flatMap(({ language, text }) => expressionFault(language, text) ?? [])).toEqual([]);
    expect(queries.filter(({ text }) => text === "")).toEqual([]);
    const refIds = Object.values(panel.targets ?? []).map((target) => at(target, "refId"));
    expect(refIds).toEqual([...new Set(refIds)]);
  });

  it("turns colour where its alerts fire", ({ expect }) => {
    const wanted = alertsOf(one).flatMap((name) => ruleBounds(name));
    expect(wanted.filter((bound) => !boundsOf(one).includes(bound))).toEqual([]);
  });
});

/** The alerts that a panel says it is about: those that its links name. */
function alertsOf({ panel }: BoardPanel): string[] {
  return (panel.links ?? []).flatMap(({ url }) => /rule:(\w+)/.exec(url ?? "")?.[1] ?? []);
}

/** Above or below which number an alert fires: of its last comparison, and but for 0, which is no threshold. */
function ruleBounds(name: string): number[] {
  return alerts
    .filter(({ alert }) => alert === name)
    .flatMap(({ expr }) => [...expr.matchAll(/[<>]=? ([\d.]+)/g)].slice(-1).map(([, bound]) => Number(bound)))
    .filter((bound) => bound > 0);
}

function overlaps(places: readonly GridPos[]): [GridPos, GridPos][] {
  return places.flatMap((one, index) =>
    places.slice(index + 1).flatMap((other): [GridPos, GridPos][] => {
      const apart =
        one.x + one.w <= other.x ||
        other.x + other.w <= one.x ||
        one.y + one.h <= other.y ||
        other.y + other.h <= one.y;
      return apart ? [] : [[one, other]];
    }),
  );
}

/** Grafana's own begin with two underscores; in a regular expression of ours `$1` is a group. */
function variablesIn(value: unknown): Set<string> {
  const texts = leaves(value).map(([, leaf]) => String(leaf));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\$\{?([a-zA-Z_]\w*)/g)].map(([, name = ""]) => name),
  );
  return new Set(found.filter((name) => !name.startsWith("__")));
}

describe("the proofs", () => {
  it("find panels that overlap", ({ expect }) => {
    const [a, b, c] = [
      { x: 0, y: 0, w: 12, h: 8 },
      { x: 11, y: 7, w: 4, h: 4 },
      { x: 12, y: 0, w: 12, h: 7 },
    ];
    expect(overlaps([a, b])).toEqual([[a, b]]);
    expect(overlaps([a, c])).toEqual([]);
    expect(overlaps([b, c])).toEqual([]);
  });

  it("find variables, in their forms", ({ expect }) => {
    const text = 'a{b=~"$host", c="$name"}[$__rate_interval] label_replace(x, "$1") $__range';
    expect([...variablesIn([text, { deep: "$deep" }])]).toEqual(["host", "name", "deep"]);
  });

  it("find the bounds of an alert", ({ expect }) => {
    expect(ruleBounds("DiskFull")).toEqual([0.9]);
    expect(ruleBounds("DiskWillFill")).toEqual([1, 4]);
    expect(ruleBounds("HostDown")).toEqual([]);
  });
});
