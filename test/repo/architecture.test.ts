import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import type { FollowUp, SendOutcome } from "../../src/receiver/receiver.ts";
import { firing, HOUR, MINUTE, resolved, Simulation } from "../unit/router/simulation.ts";
import { claims, codeIn, quantity, tableRows, tablesOf } from "./architecture.ts";
import { boundsOf } from "./bounds.ts";
import { filesIn, root, textOf } from "./source.ts";

const page = textOf("ARCHITECTURE.md");
const rows = tableRows(page);

it("every file that the page names is there", ({ expect }) => {
  const paths = codeIn(page).filter(
    (code) => /^(?:src|test|config|runbooks)\//.test(code) && !/[<*]/.test(code),
  );
  expect(paths.length).toBeGreaterThan(40);
  expect(
    paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, "src", path))),
  ).toEqual([]);
});

it("every function that the page names stands in its file", ({ expect }) => {
  const said = claims(page);
  expect(said.length).toBeGreaterThan(30);
  const wrong = said.filter(({ path, name }) => !new RegExp(`\\b${name}\\b`).test(textOf(path)));
  expect(wrong).toEqual([]);
});

it("every bound of the page has its value", ({ expect }) => {
  const bounds = boundsOf(filesIn("src", ".ts"));
  const told = rows.filter(([name = ""]) => /^`[A-Z][A-Z0-9_]+`$/.test(name) && !name.includes("SCHEMA"));
  expect(told.length).toBeGreaterThan(100);
  const wrong = told.filter(([name = "", value = "", where = ""]) => {
    const [constant, path] = [codeIn(name)[0], codeIn(where)[0]];
    return !bounds.some((one) => one.name === constant && one.path === path && one.value === quantity(value));
  });
  expect(wrong).toEqual([]);
});

it("every dependency is on the page, and no other", ({ expect }) => {
  const { dependencies, devDependencies } = JSON.parse(textOf("package.json"));
  const section = page.slice(page.indexOf("## Dependencies"));
  const told = tableRows(section).flatMap(([packages = ""]) => codeIn(packages));
  expect(told.sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
});

it("every table of the storage is on the page with its columns", ({ expect }) => {
  const section = page.slice(page.indexOf("## Storage"));
  const tables = tablesOf(textOf("src/router/schema.ts") + textOf("src/watch/uptime-store.ts"));
  expect(tables.size).toBeGreaterThan(10);
  for (const [table, columns] of tables) {
    const told = tableRows(section).find(([name]) => name === `\`${table}\``);
    expect(codeIn(told?.[1] ?? ""), table).toEqual(columns);
  }
});

describe("what an event costs in rows written", () => {
  const alert = { alertname: "Disk", instance: "a" };
  const other = { alertname: "Disk", instance: "b" };
  const refused: SendOutcome = {
    ok: false,
    recoverable: true,
    reason: "server_error",
    status: "500",
    answer: "",
  };

  const told = (simulation: Simulation) => {
    simulation.post([firing(alert)]);
    simulation.advance(MINUTE);
  };
  const events: Readonly<
    Record<string, readonly [before: (s: Simulation) => void, event: (s: Simulation) => void]>
  > = {
    "a new alert, told": [() => {}, told],
    "the same webhook again": [told, told],
    "the same webhook again, when a quarter of the lease has passed": [
      (s) => {
        told(s);
        s.advance(3 * HOUR + MINUTE);
      },
      (s) => s.post([firing(alert)]),
    ],
    "one more alert in the group, told": [
      told,
      (s) => {
        s.post([firing(alert), firing(other)]);
        s.advance(6 * MINUTE);
      },
    ],
    "a repeat": [
      (s) => {
        told(s);
        s.advance(HOUR);
        s.post([firing(alert)]);
      },
      (s) => s.advance(4 * HOUR),
    ],
    "the last alert resolved, told, and everything of it forgotten": [
      told,
      (s) => {
        s.post([resolved(alert)]);
        s.advance(6 * MINUTE);
      },
    ],
    "an attempt that failed and will be tried again": [
      (s) => {
        s.answer = () => refused;
        told(s);
        s.advance(MINUTE);
        s.advance(untilNextAttempt(s) - 1);
      },
      (s) => s.advance(1 + s.latencyMs),
    ],
    "a silence set": [told, (s) => void s.silence("alertname", "Other", HOUR)],
    "a look at a delivered message that finds nothing new": [tellEmergency, look({ againMs: MINUTE })],
    "somebody acknowledged an emergency": [
      tellEmergency,
      look({ state: {}, acknowledged: { at: "", by: "" } }),
    ],
  };

  function tellEmergency(simulation: Simulation): void {
    simulation.answer = () => ({
      ok: true,
      status: "",
      answer: "",
      state: { receipt: "r" },
      followUpMs: MINUTE,
    });
    told(simulation);
  }

  function look(found: FollowUp): (simulation: Simulation) => void {
    return (simulation) => {
      simulation.followUp = () => found;
      simulation.advance(MINUTE);
      simulation.turn(() => {});
      simulation.advance(MINUTE / 2);
      if (simulation.lookedAfter.length !== 1) throw new Error("it was not looked after");
    };
  }

  function untilNextAttempt(simulation: Simulation): number {
    const [row] = simulation.state.outbox.values();
    return (row?.nextAttemptAt ?? Number.NaN) - simulation.now;
  }

  const costs = rows.filter(([name = ""]) => name in events);

  it("tells of each event that is measured here", ({ expect }) => {
    expect(costs.map(([name]) => name)).toEqual(Object.keys(events));
  });

  it.for(costs)("%s: %s", ([name = "", cost], { expect }) => {
    const [before, event] = events[name] ?? [() => {}, () => {}];
    const simulation = new Simulation();
    before(simulation);
    const written = simulation.store.writes;
    event(simulation);
    expect(simulation.store.writes - written).toBe(Number(cost));
  });
});

describe("what the checks read", () => {
  it("tableRows leaves out header and ruler", ({ expect }) => {
    expect(tableRows("| a | b |\n| --- | --: |\n| `c` | d e |\n\ntext\n")).toEqual([["`c`", "d e"]]);
  });

  it("claims finds functions in sentences and in tables", ({ expect }) => {
    const text = "`noteRefusal` in `src/a.ts`.\n\n| f | g |\n| - | - |\n| `src/b.ts` | `one`, `two` | x |\n";
    expect(claims(text)).toEqual([
      { path: "src/a.ts", name: "noteRefusal" },
      { path: "src/b.ts", name: "one" },
      { path: "src/b.ts", name: "two" },
    ]);
  });

  const values = [
    ["20,000", 20_000],
    ["16 MiB", 16 * 1024 * 1024],
    ["1/4", 0.25],
    ["0.2", 0.2],
    ["90 s", 90_000],
    ["30 d", 2_592_000_000],
    ["3 apples", Number.NaN],
    ["some", Number.NaN],
  ] as const;

  it.for(values)("quantity reads %s", ([text, value], { expect }) => {
    expect(quantity(text)).toBe(value);
  });

  it("tablesOf reads columns, and no keys", ({ expect }) => {
    const schema = "`CREATE TABLE a (x TEXT NOT NULL, y INTEGER, PRIMARY KEY (x, y)) WITHOUT ROWID`";
    expect(tablesOf(schema)).toEqual(new Map([["a", ["x", "y"]]]));
  });

  it("tablesOf follows what a migration renamed and added", ({ expect }) => {
    const schema =
      "`CREATE TABLE a (x TEXT NOT NULL)`, `ALTER TABLE a RENAME TO b`, `ALTER TABLE b ADD COLUMN y TEXT`";
    expect(tablesOf(schema)).toEqual(new Map([["b", ["x", "y"]]]));
  });
});
