import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { afterAll, describe, it } from "vitest";
import { parseWebhook } from "../../src/alert/webhook.ts";
import { loadConfig } from "../../src/config/load.ts";
import { neededSecrets } from "../../src/config/needed-secrets.ts";
import { receiverKinds } from "../../src/receiver/receivers.ts";
import { blocksOf, commandFaults, commandsOf, type Known, localLinks } from "./readme.ts";
import { filesIn, root, textOf } from "./source.ts";

const readme = textOf("README.md");

const known: Known = {
  scripts: JSON.parse(textOf("package.json")).scripts,
  isProgram: (name) => existsSync(join(root, "node_modules/.bin", name)),
  isFile: (path) => existsSync(join(root, path)),
  helpOf,
};

const helps = new Map<string, string | undefined>();

/** Asked once for each command: a start of Node takes a moment on a busy machine. */
function helpOf(command: string): string | undefined {
  if (!helps.has(command)) helps.set(command, askHelp(command));
  return helps.get(command);
}

function askHelp(command: string): string | undefined {
  const run = spawnSync(process.execPath, ["src/cli/main.ts", command, "--help"], {
    cwd: root,
    encoding: "utf8",
  });
  const said = `${run.stdout}${run.stderr}`;
  return said.includes(`usage: farwatch ${command}`) ? said : undefined;
}

const stackGuides = ["compose/README.md", ...pathsIn("compose/guides")];
const guides = [...pathsIn("docs"), ...stackGuides];

function pathsIn(folder: string): string[] {
  return filesIn(folder, ".md").map(({ path }) => `${folder}/${path}`);
}

it.for(["README.md", ...guides])(
  "every command of %s can be run",
  { timeout: 30_000 },
  (page, { expect }) => {
    const commands = commandsOf(textOf(page));
    expect(commands.flatMap((command) => commandFaults(command, known))).toEqual([]);
  },
);

it("the README and the guides have commands", ({ expect }) => {
  for (const page of ["README.md", "docs/deploy-cloudflare.md", "docs/self-hosting.md"])
    expect(commandsOf(textOf(page)).length, page).toBeGreaterThan(10);
});

it("what needs an account is marked so: whatever asks Cloudflare", ({ expect }) => {
  const blocks = blocksOf(textOf("docs/deploy-cloudflare.md"), "sh");
  const commands = blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n"));
  const isOffline = (line: string) => /--dry-run|^(?:jq -n|git|npm ci) |pki csr|-- check/.test(line);
  const marked = commands.filter((line) => line.endsWith("# needs an account"));
  expect(marked.length).toBeGreaterThan(10);
  expect(marked.filter(isOffline)).toEqual([]);
  expect(commands.filter((line) => line !== "" && !marked.includes(line) && !isOffline(line))).toEqual([]);
});

it("what needs a stack is marked so: whatever does not ask this repository alone", ({ expect }) => {
  const blocks = stackGuides.slice(1).flatMap((path) => blocksOf(textOf(path), "sh"));
  const commands = blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n"));
  const isOffline = (line: string) =>
    /-- (?:stack (?:check|pki|render|bundle|up --dry-run)|check|routes|pki csr)|^(?:cd \S+|tar -xzOf .*)$|npm start$/.test(
      line,
    ) || /-- drill --severity critical$/.test(line);
  const isMarked = (line: string) => /\s# needs (?:Bastion|a host|an edge)$/.test(line);
  const marked = commands.filter(isMarked);
  expect(marked.length).toBeGreaterThan(20);
  expect(marked.filter((line) => isOffline(line) && !line.includes("--live"))).toEqual([]);
  expect(commands.filter((line) => line !== "" && !isMarked(line) && !isOffline(line))).toEqual([]);
});

it("the README opens with the two commands", ({ expect }) => {
  const opening = commandsOf(readme).slice(0, 4);
  expect(opening).toEqual([
    ["npm", "ci"],
    ["npm", "start"],
    ["npm", "ci"],
    ["npm", "test"],
  ]);
});

it.for(["README.md", "ARCHITECTURE.md", ...guides])(
  "%s links to files that are there",
  (page, { expect }) => {
    expect(localLinks(textOf(page), posix.dirname(page)).filter((path) => !known.isFile(path))).toEqual([]);
  },
);

it("the README names every secret of the shipped routing", ({ expect }) => {
  const routing = { name: "routing.yaml", text: textOf("config/routing.yaml") };
  const { config } = loadConfig({ routing }, receiverKinds);
  const secrets = config === undefined ? [] : neededSecrets(config);
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(readme).toContain(`\`${secret}\``);
});

it("the sample webhook is taken, and its resolved form is", ({ expect }) => {
  const sample = textOf("docs/sample-webhook.json");
  const said = (body: string) => {
    const parsed = parseWebhook(body);
    return parsed.ok ? parsed.value.alerts.map(({ status }) => status) : parsed.error.message;
  };
  expect(said(sample)).toEqual(["firing"]);
  expect(said(sample.replaceAll('"firing"', '"resolved"'))).toEqual(["resolved"]);
});

const hasAmtool = spawnSync("amtool", ["--version"]).error === undefined;

describe.skipIf(!hasAmtool)("the README's alertmanager.yml (needs Debian's prometheus-alertmanager)", () => {
  const folder = mkdtempSync(join(tmpdir(), "farwatch-readme-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("passes amtool check-config", ({ expect }) => {
    const block = blocksOf(readme, "yaml").find((text) => text.startsWith("# alertmanager.yml\n"));
    const path = join(folder, "alertmanager.yml");
    writeFileSync(path, block ?? "");
    expect(execFileSync("amtool", ["check-config", path], { encoding: "utf8" })).toContain("SUCCESS");
  });
});

describe("commandsOf", () => {
  it("reads shell blocks alone, joins lines, and parts chains and pipes", ({ expect }) => {
    const page = `
\`\`\`sh
npm ci && npm start   # the edge
A=1 B="2 3" npm test
curl --data @a \\
  "https://example.org/a b"
sed 's/a b/c/' x |
  curl --data @-
\`\`\`

1. A step:

   \`\`\`sh
   node a.ts
   \`\`\`

\`\`\`yaml
npm: no
\`\`\`
`;
    expect(commandsOf(page)).toEqual([
      ["npm", "ci"],
      ["npm", "start"],
      ["npm", "test"],
      ["curl", "--data", "@a", '"https://example.org/a b"'],
      ["sed", "'s/a b/c/'", "x"],
      ["curl", "--data", "@-"],
      ["node", "a.ts"],
    ]);
  });
});

describe("commandFaults", () => {
  const made: Known = {
    scripts: { start: "node src/cli/main.ts start", farwatch: "node src/cli/main.ts", test: "vitest run" },
    isProgram: (name) => name === "wrangler",
    isFile: (path) => ["docs/sample.json", "src/cli/main.ts", "docs/sample.ts"].includes(path),
    helpOf: (command) =>
      ["start", "check"].includes(command) ? "[--port N] [--ui-port N] [--json]" : undefined,
  };
  const good = [
    "npm ci",
    "npm start -- --port 1",
    "npm run farwatch -- check --json",
    "npm run -s farwatch -- check --json",
    "npm run farwatch -- check --help",
    "npm test -- --anything",
    "npx wrangler deploy",
    "node docs/sample.ts --anything",
    "node_modules/.bin/node src/cli/main.ts check --json",
    "curl --data @docs/sample.json https://example.org",
  ];
  const bad = [
    "npm run nothing",
    "npm start -- --prot 1",
    "npm start -- --ui 1",
    "npm run farwatch -- route",
    "npm run farwatch -- check --jso",
    "npx wrangle deploy",
    "node src/none.ts",
    "node_modules/.bin/node src/cli/main.ts check --jso",
    "install -m 0644 deploy/none.service /etc/systemd/system/",
    "curl --data @docs/none.json https://example.org",
  ];

  it.for(good)("lets `%s` pass", (command, { expect }) => {
    expect(commandFaults(command.split(" "), made)).toEqual([]);
  });

  it.for(bad)("finds `%s`", (command, { expect }) => {
    expect(commandFaults(command.split(" "), made)).not.toEqual([]);
  });
});

it("localLinks finds links and pictures, and leaves out the web", ({ expect }) => {
  const page = '[a](src) ![b](docs/b.png "title") [c](https://example.org) [d](#here) [e](A.md#there)';
  expect(localLinks(page)).toEqual(["src", "docs/b.png", "A.md"]);
  expect(localLinks("[a](../README.md) [b](watch.md)", "docs")).toEqual(["README.md", "docs/watch.md"]);
});
