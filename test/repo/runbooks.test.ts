import { describe, it } from "vitest";
import { makeFiles } from "../../runbooks/generate.ts";
import { runbooks } from "../../runbooks/index.ts";
import {
  type Condition,
  inventedConditions,
  lastComparison,
  lostLinks,
  MAX_COLUMNS,
  MAX_PAGE_LINES,
  pageFaults,
  raisedAlerts,
  untoldConditions,
} from "./runbooks.ts";
import { filesIn, textOf } from "./source.ts";
import { alerts } from "./stack/rules.ts";

const pages = filesIn("runbooks", ".md");
const names = pages.map(({ path }) => path.replace(/\.md$/, "")).filter((name) => name !== "TEMPLATE");

it("every alert that Farwatch raises has a page", ({ expect }) => {
  const raised = raisedAlerts(filesIn("src", ".ts"));
  expect(raised).toContain("FarwatchIntakeRefused");
  expect(names).toEqual(expect.arrayContaining(raised));
});

it("every alert of a rule file has a page, and links to it", ({ expect }) => {
  expect(alerts.length).toBeGreaterThan(0);
  const lost = alerts
    .filter(({ alert }) => !names.includes(alert))
    .map(({ alert, path }) => `${path}: ${alert}`);
  expect(lost).toEqual([]);
  const links = alerts.map(({ alert, annotations }) => [alert, annotations["runbook_url"]]);
  expect(links).toEqual(alerts.map(({ alert }) => [alert, `https://watch.example.org/runbooks/${alert}`]));
});

it("every page says when its alert fires, as the rule does, and nothing else", ({ expect }) => {
  const faults = pages.flatMap((page) => {
    const own = alerts.filter(({ alert }) => `${alert}.md` === page.path);
    return [...untoldConditions(page, own), ...inventedConditions(page, own)];
  });
  expect(faults).toEqual([]);
});

it("every link from page to page leads somewhere", ({ expect }) => {
  expect(pages.flatMap((page) => lostLinks(page, names))).toEqual([]);
});

it("every page but the template is deployed, and is in the index", ({ expect }) => {
  expect([...runbooks.keys()].sort()).toEqual(names);
  const deployed = filesIn("runbooks/pages", "").map(({ path }) => path);
  expect(deployed.sort()).toEqual(names.map((name) => `${name}.html`));
});

it("what is deployed is in step with Markdown and rule files: `npm run runbooks`", ({ expect }) => {
  const stale = [...makeFiles()].filter(([path, made]) => textOf(`runbooks/${path}`) !== made);
  // Not the texts themselves: the difference would fill the screen.
  expect(stale.map(([path]) => path)).toEqual([]);
});

it("every page has the sections of the template, each with something in it", ({ expect }) => {
  expect(pages.flatMap(pageFaults)).toEqual([]);
});

describe("raisedAlerts", () => {
  it("finds a label set and leaves out what others raise", ({ expect }) => {
    const text = 'raise({ alertname: "FarwatchGone", sender });\nmatch({ alertname: "Watchdog" });';
    expect(raisedAlerts([{ path: "router/self.ts", text }])).toEqual(["FarwatchGone"]);
  });
});

describe("pageFaults", () => {
  const part = (heading: string) => `## ${heading}\n\nOne sentence.\n\n`;
  const first = ["Meaning", "Impact", "Diagnosis", "Mitigation"].map(part).join("");
  const whole = `# Gone\n\nOne sentence.\n\n${first}## Verify\n\n\`\`\`sh\ntrue\n\`\`\`\n\n${part("Escalate")}`;

  it("lets a whole page pass", ({ expect }) => {
    expect(pageFaults({ path: "Gone.md", text: whole })).toEqual([]);
  });

  const cases = [
    ["another title", whole.replace("# Gone", "# Lost")],
    ["a section that is missing", whole.replace("## Impact", "### Impact")],
    ["sections out of order", whole.replace("## Impact", "## X").replace("## Meaning", "## Impact")],
    ["a section that says nothing", whole.replace("## Impact\n\nOne sentence.\n", "## Impact\n")],
    [
      "a section that is too much",
      whole.replace("## Escalate", "## See also\n\nOne sentence.\n\n## Escalate"),
    ],
    ["no command", whole.replace("```sh", "```text")],
    ["a page that nobody reads at night", `${whole}${"One more.\n".repeat(MAX_PAGE_LINES)}`],
    ["a line wider than a screen", whole.replace("One", `${"wide ".repeat(MAX_COLUMNS / 5)}One`)],
  ] as const;

  it.for(cases)("finds %s", ([, text], { expect }) => {
    expect(pageFaults({ path: "Gone.md", text })).toHaveLength(1);
  });
});

describe("lostLinks", () => {
  it("finds a page that is not there, with or without its section", ({ expect }) => {
    const text =
      "See [one](/runbooks/HostDown), [two](/runbooks/Nowhere#impact), [three](https://example.org/runbooks/A).";
    expect(lostLinks({ path: "Gone.md", text }, ["HostDown"])).toEqual([
      "Gone.md links to /runbooks/Nowhere",
    ]);
  });
});

describe("lastComparison", () => {
  const cases = [
    ['up{job="node"} == 0', "== 0"],
    ["a > 3 and on (host)\n  b>=0.90", ">= 0.90"],
    ["a - time() < 7 * 86400", "< 7 * 86400"],
    ["a == bool 1", "== 1"],
    ["a < -2.5e3 # > 4", "< -2.5e3"],
    ['sum(count_over_time({unit="a"} |= "x > 9" [1m])) > 5', "> 5"],
    ["rate({a=`b`} !~ `c > 1` [5m]) > 2", "> 2"],
    ['(a unless on (host) (b{c!="d"} < 1200)) >= 3', ">= 3"],
    ["(a == 0 or b == 0) unless on (host) (c == 1 unless d == 2)", "== 0"],
    ["a > b", undefined],
    ['absent(up{job!="a"})', undefined],
    ["vector(1)", undefined],
  ] as const;

  it.for(cases)("of %s is %s", ([expr, comparison], { expect }) => {
    expect(lastComparison(expr)).toBe(comparison);
  });
});

describe("what a page says of its rules", () => {
  const full: Condition = { expr: "usage > 0.90", for: "5m", labels: { severity: "critical" } };
  const absent: Condition = { expr: "absent(up)", labels: { severity: "warning" } };
  const told = [
    "Fires: **critical** when the share that is used > 0.90 for 5m.",
    "Fires: **warning** when none is left at once.",
  ];
  const pageOf = (...lines: string[]) => ({
    path: "DiskFull.md",
    text: ["# DiskFull", "", ...lines, ""].join("\n"),
  });

  it("is right where each rule has its line", ({ expect }) => {
    const page = pageOf(...told);
    expect([...untoldConditions(page, [full, absent]), ...inventedConditions(page, [full, absent])]).toEqual(
      [],
    );
  });

  const cases = [
    ["another severity", "Fires: **warning** when the share that is used > 0.90 for 5m."],
    ["another threshold", "Fires: **critical** when the share that is used > 0.9 for 5m."],
    [
      "a threshold that only begins like it",
      "Fires: **critical** when the share that is used > 0.901 for 5m.",
    ],
    ["another operator", "Fires: **critical** when the share that is used >= 0.90 for 5m."],
    ["another time", "Fires: **critical** when the share that is used > 0.90 for 15m."],
    ["no time", "Fires: **critical** when the share that is used > 0.90 at once."],
    ["a line that goes on", "Fires: **critical** when the share that is used > 0.90 for 5m. Or so."],
    ["a line that begins elsewhere", "It fires: **critical** when the share that is used > 0.90 for 5m."],
  ] as const;

  it.for(cases)("is wrong with %s", ([, line], { expect }) => {
    const [, other = ""] = told;
    expect(untoldConditions(pageOf(line, other), [full, absent])).toEqual([
      'DiskFull.md does not say "Fires: **critical** when ... > 0.90 ... for 5m."',
    ]);
  });

  it("is wrong with a line that no rule stands behind", ({ expect }) => {
    expect(inventedConditions(pageOf(...told), [full])).toEqual([
      'DiskFull.md invents "Fires: **warning** when none is left at once."',
    ]);
  });
});
