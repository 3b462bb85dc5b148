import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startUpstream } from "../differential/upstream.ts";
import { UPSTREAM_VERSION } from "../differential/upstream-version.ts";
import { amtoolOptions } from "../harness/alertmanager.ts";
import { type ClientName, type EdgeProcess, startEdgeProcess } from "../harness/edge.ts";
import { Scene } from "../harness/scene.ts";
import { findAmtools, followedAlertmanager } from "./amtool-programs.ts";
import { AmtoolSession } from "./amtool-session.ts";
import { readTranscript, type Step, withOpenEnds } from "./transcript.ts";

/** Nobody hears of anything: what amtool sees is what counts here. */
const ROUTING = `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 1h
  routes:
    - { matchers: ['severity="critical"'], receiver: pager, continue: true }
    - { matchers: ['team=~"db|web"'], receiver: team, group_by: ['...'] }
receivers:
  - { name: chat, webhook_configs: [{ url: "http://127.0.0.1:9/secret-chat" }] }
  - { name: pager, webhook_configs: [{ url: "http://127.0.0.1:9/secret-pager" }] }
  - { name: team }
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [cluster] }
`;

/** What the command `amtool silence import foreign.json` finds: a silence that another Alertmanager has given its id. */
const FOREIGN = [
  {
    id: "00000000-0000-0000-0000-000000000001",
    matchers: [{ name: "a", value: "b", isRegex: false }],
    startsAt: "2026-01-01T00:00:00.000Z",
    endsAt: "2040-01-01T00:00:00.000Z",
    createdBy: "elsewhere",
    comment: "moved",
  },
];

const alertmanager = await followedAlertmanager();
const transcript = await readFile(join(import.meta.dirname, "amtool.transcript.txt"), "utf8");

/** The versions whose words stand in the transcript. */
const RECORDED = ["0.25.0", UPSTREAM_VERSION];

for (const { name, program, version } of await findAmtools()) {
  describe.skipIf(program === undefined)(name, () => {
    const scene = new Scene();
    const steps = readTranscript(transcript, version);
    let edge: EdgeProcess;
    let session: AmtoolSession;

    beforeAll(async () => {
      edge = await startEdgeProcess(scene, { routing: ROUTING });
      session = await open("edge", await edgeOptions("operator"));
    });
    afterAll(() => scene.end());

    async function open(name: string, options: readonly string[]): Promise<AmtoolSession> {
      const folder = await scene.folder(`amtool-${name}`);
      await mkdir(folder);
      await writeFile(join(folder, "foreign.json"), JSON.stringify(FOREIGN));
      return new AmtoolSession(program ?? "", options, folder);
    }

    const edgeOptions = (client: ClientName) => amtoolOptions(scene, edge, client);

    it.skipIf(!RECORDED.includes(version))(
      "prints of the edge what stands in the transcript, command by command",
      async () => {
        await playAll(
          await open("transcript", [...(await edgeOptions("operator")), "--no-version-check"]),
          steps,
        );
      },
    );

    it.skipIf(!RECORDED.includes(version) || alertmanager === undefined)(
      "prints the same of a real Alertmanager 0.33.1",
      async () => {
        const url = await startUpstream(scene, alertmanager ?? "", ROUTING);
        await playAll(await open("upstream", [`--alertmanager.url=${url}`, "--no-version-check"]), steps);
      },
    );

    it("shows the configuration without its secrets", async () => {
      const { code, stdout } = await session.run("config", "show");
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("receiver: pager") });
      expect(stdout).toContain("<secret>");
      expect(stdout).not.toMatch(/secret-(?:chat|pager)/);
      const asJson = await session.run("config", "show", "-o", "json");
      expect(JSON.parse(asJson.stdout).config.original.trim()).toBe(stdout.trim());
    });

    it.skipIf(!RECORDED.includes(version))("finds no fault with that configuration", async () => {
      const file = await scene.file("shown.yml", (await session.run("config", "show")).stdout);
      expect(await session.run("check-config", file)).toMatchObject({ code: 0 });
    });

    const tree = [
      "Routing tree:",
      ".",
      "└── default-route  receiver: chat",
      '    ├── {severity="critical"}  continue: true  receiver: pager',
      '    └── {team=~"db|web"}  receiver: team',
    ];
    const matching = [
      "Matching routes:",
      ".",
      "└── default-route",
      '    ├── {severity="critical"}  receiver: pager',
      '    └── {team=~"db|web"}  receiver: team',
    ];
    const routes: readonly (readonly [args: readonly string[], lines: readonly string[]])[] = [
      [["show"], tree],
      [[], tree],
      [["test", "severity=warning"], ["chat"]],
      [["test", "severity=critical", "team=db"], ["pager,team"]],
      [
        ["test", "--tree", "severity=critical", "team=db"],
        [...matching, "pager,team"],
      ],
      [["test", "--verify.receivers=team", "team=web"], ["team"]],
      [
        ["test", "--verify.receivers=chat", "team=web"],
        ["team", "WARNING: Expected receivers did not match resolved receivers.", "[1]"],
      ],
    ];

    it.skipIf(!RECORDED.includes(version)).for(routes)(
      "config routes %j is answered from the edge's routing",
      async ([args, lines], { expect }) => {
        const printed = await session.type({ args: ["config", "routes", ...args, "--no-version-check"] });
        expect(printed).toEqual(lines);
      },
    );

    it("compares versions with the one that the edge follows", async () => {
      const { stderr } = await session.run("alert");
      const warning = `Warning: amtool version (${version}) and alertmanager version (0.33.1) are different`;
      expect(stderr.includes(warning)).toBe(!version.startsWith("0.33."));
    });

    it("with a certificate that only ingests may add alerts, and nothing else", async () => {
      const ingest = await open("ingest", [...(await edgeOptions("prometheus")), "--no-version-check"]);
      expect(await ingest.type({ args: ["alert", "add", "Ingested"] })).toEqual([]);
      const refused = [
        ["alert"],
        ["silence", "query"],
        ["config", "show"],
        ["silence", "add", "a=b", "-c", "x"],
      ];
      for (const args of refused) {
        const printed = await ingest.type({ args });
        expect(printed.join(" "), args.join(" ")).toMatch(/403.*\[1\]$/s);
      }
    });
  });
}

async function playAll(session: AmtoolSession, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const printed = await session.type(step);
    expect({ args: step.args, prints: withOpenEnds(printed, step) }).toEqual({
      args: step.args,
      prints: step.prints,
    });
  }
}
