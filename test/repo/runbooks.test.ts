import { describe, it } from "vitest";
import { runbooks } from "../../runbooks/index.ts";
import { pageFaults, raisedAlerts } from "./runbooks.ts";
import { filesIn } from "./source.ts";

const pages = filesIn("runbooks", ".md");

it("every alert that Farwatch raises has a page", ({ expect }) => {
  const raised = raisedAlerts(filesIn("src", ".ts"));
  expect(raised).toContain("FarwatchIntakeRefused");
  expect(pages.map(({ path }) => path.replace(/\.md$/, ""))).toEqual(expect.arrayContaining(raised));
});

it("every page is bundled", ({ expect }) => {
  const served = [...runbooks].map(([name, text]) => ({ path: `${name}.md`, text }));
  expect(served.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(pages);
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
  const whole = `# Gone\n\nOne sentence.\n\n${["Meaning", "Impact", "Diagnosis"].map(part).join("")}\
## Mitigation\n\n\`\`\`sh\ntrue\n\`\`\`\n`;

  it("lets a whole page pass", ({ expect }) => {
    expect(pageFaults({ path: "Gone.md", text: whole })).toEqual([]);
  });

  const cases = [
    ["another title", whole.replace("# Gone", "# Lost")],
    ["a section that is missing", whole.replace("## Impact", "### Impact")],
    ["sections out of order", whole.replace("## Impact", "## X").replace("## Meaning", "## Impact")],
    ["a section that says nothing", whole.replace("## Impact\n\nOne sentence.\n", "## Impact\n")],
    ["no command", whole.replace("```sh", "```text")],
  ] as const;

  it.for(cases)("finds %s", ([, text], { expect }) => {
    expect(pageFaults({ path: "Gone.md", text })).toHaveLength(1);
  });
});
