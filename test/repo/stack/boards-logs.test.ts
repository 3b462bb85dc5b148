import { join } from "node:path";
import { RE2JS } from "re2js";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Labels } from "../../../src/alert/labels.ts";
import { root } from "../source.ts";
import { panels } from "./boards.ts";
import { logSamples } from "./log-samples.ts";
import type { Line } from "./logql.ts";
import { Loki } from "./loki.ts";
import { rulesIn } from "./rules.ts";
import { findTool } from "./tools.ts";
import { at } from "./value.ts";

/** What a panel asks Loki, and how. */
interface LogQuery {
  readonly name: string;
  readonly text: string;
  readonly kind: "instant" | "range";
}

const queries: readonly LogQuery[] = panels.flatMap(({ board, title, panel }) =>
  Object.values(panel.datasource?.uid === "loki" ? (panel.targets ?? []) : []).map((target) => ({
    name: `${board}: ${title} ${at(target, "refId")}`,
    text: String(at(target, "expr")),
    kind: at(target, "queryType") === "instant" ? "instant" : "range",
  })),
);

function queriesOf(alert: string): string {
  const links = (one: (typeof panels)[number]) => JSON.stringify(one.panel.links ?? []);
  const found = panels.filter((one) => links(one).includes(`rule:${alert}"`));
  return found.flatMap((one) => one.queries.map(({ text }) => text)).join("\n");
}

/** As Grafana fills in a board that was just opened. */
function opened(text: string): string {
  return text
    .replace(/\$(host|service)\b/g, ".+")
    .replaceAll("$level", ".*")
    .replaceAll("$search", "")
    .replaceAll("$__range", "1h")
    .replaceAll("$__auto", "1m");
}

describe("boards of logs", () => {
  it.for(rulesIn("compose/loki/rules"))("find what $alert finds", ({ alert = "", expr }, { expect }) => {
    const parts = [...expr.matchAll(/`[^`]+`/g)].map(([part]) => part);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.filter((part) => !queriesOf(alert).includes(part))).toEqual([]);
  });

  it("take lines apart", ({ expect }) => {
    const cases: readonly [board: string, line: string, parts: Labels][] = [
      [
        "Who logged in",
        "Accepted publickey for alice from 192.168.1.5 port 50022 ssh2: ED25519 SHA256:p2QA",
        { method: "publickey", user: "alice", address: "192.168.1.5" },
      ],
      ["Where failed", "Failed password for root from 203.0.113.7 port 9 ssh2", { address: "203.0.113.7" }],
      [
        "Where failed",
        "Failed password for invalid user from from 2001:db8::66 port 9 ssh2",
        { address: "2001:db8::66" },
      ],
      [
        "Where failed",
        "Connection closed by invalid user admin 192.168.1.66 port 52112 [preauth]",
        { address: "192.168.1.66" },
      ],
      [
        "Blocked by zone",
        "filter_FWD_lan-to-wan_REJECT: IN=docker0 OUT=enp3s0",
        { zone: "lan-to-wan", verdict: "REJECT" },
      ],
      [
        "Ports knocked",
        "FINAL_REJECT: IN=enp3s0 SRC=203.0.113.7 PROTO=TCP SPT=40022 DPT=23 ",
        { protocol: "TCP", port: "23" },
      ],
    ];
    for (const [board, line, parts] of cases) expect(partsOf(board, line), line).toEqual(parts);
  });
});

function partsOf(title: string, line: string): Labels {
  const text = queries.find(({ name }) => name.includes(title))?.text ?? "";
  const pattern = RE2JS.compile(/\| regexp `([^`]+)`/.exec(text)?.[1] ?? "never$^");
  const matcher = pattern.matcher(line);
  if (!matcher.find()) return {};
  const names = Object.keys(pattern.namedGroups());
  return Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? ""]));
}

/** The first line of each kind that counts for a rule, and what has come in well. */
const lines: readonly Line[] = [
  ...logSamples.flatMap(({ stream, counted }) =>
    counted.map(({ stream: own, line }) => ({ labels: { host: "monster", ...stream, ...own }, text: line })),
  ),
  {
    labels: { host: "monster", unit: "ssh.service", transport: "syslog", service_name: "ssh" },
    text: "Accepted publickey for alice from 192.168.1.5 port 50022 ssh2: ED25519 SHA256:p2QA",
  },
];

const program = process.env["FARWATCH_LOKI"] ?? findTool("loki");

describe.skipIf(program === undefined)("Loki (on PATH, or FARWATCH_LOKI; skipped without it)", () => {
  let loki: Loki;

  beforeAll(async () => {
    loki = await Loki.start(program ?? "", join(root, "compose/loki/rules"));
    await loki.push(lines);
  }, 120_000);

  afterAll(() => loki?.stop());

  it.for(queries)("$name: finds something", async ({ text, kind }, { expect }) => {
    expect(await loki.query(opened(text), kind)).not.toEqual([]);
  });

  const found: readonly [title: string, labels: Labels][] = [
    ["Who logged in", { host: "monster", user: "alice", address: "192.168.1.5", method: "publickey" }],
    ["Addresses blocked", { address: "203.0.113.7" }],
    ["Ports knocked", { protocol: "TCP", port: "23" }],
    ["Blocked by zone", { host: "monster", zone: "public", verdict: "REJECT" }],
    ["Where failed", { address: "192.168.1.66" }],
    ["Volume by level", { detected_level: "error" }],
  ];

  it.for(found)("%s: finds %o", async ([title, labels], { expect }) => {
    const query = queries.find(({ name }) => name.includes(title));
    expect(await loki.query(opened(query?.text ?? ""), query?.kind ?? "range")).toContainEqual(labels);
  });
});
