import { afterAll, beforeAll, describe, it } from "vitest";
import { componentsUnderLoad } from "./harness/board-metrics.ts";
import { BoardPrograms, type Chosen, hasBoardPrograms } from "./harness/board-programs.ts";
import { type Choice, type PanelQuery, readBoard } from "./harness/board-queries.ts";
import { Scene } from "./harness/scene.ts";
import { until } from "./harness/until.ts";

/** A rate needs two scrapes, HostDown its 20 s, the rules half a minute to look back upon. */
const WITHIN_MS = 90_000;

/** What no machine for tests has. */
const NEEDS_HARDWARE: Readonly<Record<string, string>> = {
  "CPU temperature": "virtual machines have no sensors",
  "Disk temperature": "virtual disks have no sensors",
};

/** Bastion is this machine; on Monster is all that no machine for tests has. */
const boards: readonly (readonly [name: string, chosen: Chosen])[] = [
  ["infrastructure", { host: ["bastion"] }],
  ["services", {}],
  ["slo", {}],
  ["targets", {}],
  ["capacity", {}],
  ["containers", {}],
  ["gpu", {}],
  ["pipeline", {}],
  ["requests", {}],
  ["security", {}],
];

describe.skipIf(!hasBoardPrograms)(
  "boards, with Prometheus, node_exporter and blackbox_exporter (skipped without them)",
  () => {
    const scene = new Scene();
    let programs: BoardPrograms;

    beforeAll(async () => {
      const components = await scene.add(componentsUnderLoad());
      programs = await BoardPrograms.start(scene, components.url);
    });
    afterAll(() => scene.end());

    it.for(boards)(
      "every query of %s has an answer",
      { timeout: 2 * WITHIN_MS },
      async ([name, chosen], { expect }) => {
        const { queries, choices } = await readBoard(name);
        const asked = queries.filter(({ panel }) => !(panel in NEEDS_HARDWARE));
        expect(asked.length).toBeGreaterThan(4);
        let open: readonly PanelQuery[] = asked;
        const isAnswered = async () => {
          open = await unanswered(open, choices, chosen);
          return open.length === 0;
        };
        await until(`all panels of ${name}`, isAnswered, { timeoutMs: WITHIN_MS, seen: () => open });
      },
    );

    it("hardware that is missing here leaves nothing else out", async ({ expect }) => {
      const { queries } = await readBoard("infrastructure");
      const panels = new Set(queries.map(({ panel }) => panel));
      expect(Object.keys(NEEDS_HARDWARE).filter((panel) => !panels.has(panel))).toEqual([]);
    });

    async function unanswered(
      queries: readonly PanelQuery[],
      choices: readonly Choice[],
      chosen: Chosen,
    ): Promise<PanelQuery[]> {
      const still: PanelQuery[] = [];
      for (const query of queries) {
        if ((await programs.count(query.expr, choices, chosen)) === 0) still.push(query);
      }
      return still;
    }
  },
);
