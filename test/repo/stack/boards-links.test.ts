import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { cell, label, toAlert, toBoard, toLogs, toTraces } from "../../../compose/grafana/link.ts";
import { root } from "../source.ts";
import { built, linksOf, panels } from "./boards.ts";
import { columnsOf, linkFaults, namesInLink } from "./boards-links.ts";
import { filledIn } from "./expression.ts";
import { readLabels } from "./promql-labels.ts";
import { knownMetric } from "./vocabulary.ts";

const linked = panels
  .map((one) => ({ ...one, urls: linksOf(one.panel).map(({ url = "" }) => url) }))
  .filter(({ urls }) => urls.length > 0)
  .map((one) => ({ ...one, name: `${one.board}: ${one.title}` }));

describe.for(linked)("$name", (one) => {
  const { urls, queries } = one;

  it("leads to what is there", ({ expect }) => {
    expect(urls.flatMap(linkFaults)).toEqual([]);
  });

  it("names labels and columns that it has", ({ expect }) => {
    const named = urls.map(namesInLink);
    const columns = columnsOf(one);
    expect(named.flatMap((names) => names.columns).filter((name) => !columns.includes(name))).toEqual([]);
    const ofEach = queries
      .filter(({ language }) => language === "promql")
      .map(({ text }) => readLabels(filledIn(text), knownMetric).labels);
    for (const labels of ofEach) {
      expect(named.flatMap((names) => names.labels).filter((name) => !labels.has(name))).toEqual([]);
    }
  });

  it("names alerts that have a page", ({ expect }) => {
    const names = urls.flatMap((url) => /rule:(\w+)$/.exec(url)?.[1] ?? []);
    expect(names.filter((name) => !existsSync(join(root, `runbooks/${name}.md`)))).toEqual([]);
  });
});

it.for([...built])("%s leads to the other boards, with what is chosen", ([, dashboard], { expect }) => {
  expect(dashboard.links).toMatchObject([
    { type: "dashboards", tags: ["farwatch"], includeVars: true, keepTime: true },
  ]);
});

it.for([...built.keys()])("%s leads from a value to its log and to another board", (name, { expect }) => {
  const urls = linked.filter(({ board }) => board === name).flatMap((one) => one.urls);
  expect(urls.some((url) => url.startsWith("/explore?"))).toBe(true);
  expect(urls.some((url) => url.startsWith("/d/"))).toBe(true);
});

describe("linkFaults", () => {
  const whole = [
    toBoard("", "infrastructure", { host: "a" }),
    toBoard("", "targets"),
    toLogs("", "{host=`a`} |= `b`"),
    toTraces("", '{ resource.service.name = "a" }'),
    toAlert("DiskFull"),
  ].map((link) => link.build().url ?? "");

  it.for(whole)("finds none in %s", (url, { expect }) => {
    expect(linkFaults(url)).toEqual([]);
  });

  const broken = [
    [toBoard("", "nowhere"), 'No board "nowhere"'],
    [toBoard("", "targets", { planet: "a" }), '"targets" has no "planet"'],
    [toLogs("", "{host=`a`"), "Cannot parse logql"],
    [toLogs("", "{planet=`a`}"), 'Nothing makes the label "planet"'],
    [toTraces("", "{ duration >> }"), "Cannot parse traceql"],
    [toAlert("DiskEmpty"), 'No alert "DiskEmpty"'],
  ] as const;

  it.for(broken)("finds what is wrong with a link: %#", ([link, fault], { expect }) => {
    expect(linkFaults(link.build().url ?? "").join()).toContain(fault);
  });

  it("takes labels and columns from a link", ({ expect }) => {
    const url = toLogs("", `{host=\`${label("host")}\`, a=\`${cell("Host")}\`}`).build().url ?? "";
    expect(namesInLink(url)).toEqual({ labels: ["host"], columns: ["Host"] });
  });
});
