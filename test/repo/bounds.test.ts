import { describe, it } from "vitest";
import { boundsOf, untested } from "./bounds.ts";
import { filesIn } from "./source.ts";

const bounds = boundsOf(filesIn("src", ".ts"));

/** Handed to Node or undici as they are: a test would wait for minutes to see that those keep their word. */
const excused = [
  "cli/clock.ts TICK_MS",
  "cli/front.ts HANDSHAKE_MS",
  "cli/front.ts HEADERS_MS",
  "cli/front.ts REQUEST_MS",
  "cli/front.ts KEEP_ALIVE_MS",
  "cli/worker-pool.ts WORKER_CONNECT_MS",
  "cli/worker-pool.ts WORKER_ANSWER_MS",
  // Only a hundred starts in one instant reach it.
  "cli/lock.ts MAX_LOCK_ROUNDS",
];

it("every bound is tested", ({ expect }) => {
  expect(bounds.length).toBeGreaterThan(80);
  const found = untested(bounds, filesIn("test", ".ts"));
  expect(found.filter((bound) => !excused.includes(bound))).toEqual([]);
});

it("a bound that is excused exists", ({ expect }) => {
  const names = bounds.map(({ path, name }) => `${path} ${name}`);
  expect(names).toEqual(expect.arrayContaining(excused));
});

describe("boundsOf", () => {
  const other = { path: "b.ts", text: "export const HOUR_MS = 3_600_000;\n" };
  const cases = [
    ["a number", "export const MAX = 20_000;", 20_000],
    ["a product", "export const MAX = 16 * 1024 * 1024;", 16_777_216],
    ["a share", "export const SHARE = 1 / 4;", 0.25],
    ["a number with its type", "export const MAX: number = 7;", 7],
    ["a file mode", "export const MODE = 0o600;", 0o600],
    ["a sum of its own file", "const DAY_MS = 86_400_000;\nexport const LIFE_MS = 10 * DAY_MS;", 864_000_000],
    ["a sum with another file", "export const DAY_MS = 24 * HOUR_MS;", 86_400_000],
    ["a rounded power", "export const MAX = Math.floor((2 ** 3 - 1) / 2);", 3],
  ] as const;

  it.for(cases)("reads %s", ([, text, value], { expect }) => {
    expect(boundsOf([{ path: "a.ts", text: `${text}\n` }, other])[0]).toMatchObject({ path: "a.ts", value });
  });

  const noBounds = [
    ["a text", 'export const HEADER = "farwatch-cf";'],
    ["a list", "export const CODES = [1, 2];"],
    ["a call", "export const METRIC = counter(1);"],
    ["what is not exported", "const MAX = 7;"],
    ["what is no constant", "export const evaluate = 7;"],
  ] as const;

  it.for(noBounds)("leaves out %s", ([, text], { expect }) => {
    expect(boundsOf([{ path: "a.ts", text: `${text}\n` }])).toEqual([]);
  });
});

describe("untested", () => {
  const bound = { path: "alert/webhook.ts", name: "MAX_ALERTS", value: 1 };
  const cases = [
    ["in one line", 'import { MAX_ALERTS } from "../../../src/alert/webhook.ts";', []],
    ["among others", 'import {\n  MAX_ALERTS,\n  parse,\n} from "../../src/alert/webhook.ts";', []],
    ["never", 'import { parse } from "../../../src/alert/webhook.ts";', ["alert/webhook.ts MAX_ALERTS"]],
    [
      "from elsewhere",
      'import { MAX_ALERTS } from "../src/receiver/slack.ts";',
      ["alert/webhook.ts MAX_ALERTS"],
    ],
    ["in a comment", "// MAX_ALERTS of src/alert/webhook.ts", ["alert/webhook.ts MAX_ALERTS"]],
    ["by half", 'import { MAX_ALERTS_OLD } from "../src/alert/webhook.ts";', ["alert/webhook.ts MAX_ALERTS"]],
  ] as const;

  it.for(cases)("sees whether a bound is taken %s", ([, text, want], { expect }) => {
    expect(untested([bound], [{ path: "a.test.ts", text }])).toEqual(want);
  });
});
