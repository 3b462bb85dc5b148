import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, it } from "vitest";
import { textOfBoard } from "../../../compose/grafana/board.ts";
import { root, textOf } from "../source.ts";
import { built, panels, panelsOf } from "./boards.ts";

/** Where @grafana/schema has what a kind of panel takes; it has none of traces, whose options are few. */
const optionsOf: Readonly<Record<string, string>> = {
  bargauge: "bargauge/panelcfg/x/BarGaugePanelCfg_types.gen",
  gauge: "gauge/panelcfg/x/GaugePanelCfg_types.gen",
  heatmap: "heatmap/panelcfg/x/HeatmapPanelCfg_types.gen",
  logs: "logs/panelcfg/x/LogsPanelCfg_types.gen",
  nodeGraph: "nodegraph/panelcfg/x/NodeGraphPanelCfg_types.gen",
  piechart: "piechart/panelcfg/x/PieChartPanelCfg_types.gen",
  stat: "stat/panelcfg/x/StatPanelCfg_types.gen",
  "state-timeline": "statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen",
  table: "table/panelcfg/x/TablePanelCfg_types.gen",
  text: "text/panelcfg/x/TextPanelCfg_types.gen",
  timeseries: "timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen",
};

/** The package has types alone, so the compiler judges: JSON as it stands, against the type as JSON has it. */
const preamble = `
import type { Dashboard } from "@grafana/schema";
type Json<T> = T extends string ? \`\${T}\`
  : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : never)
  : T extends object ? { [K in keyof T]: Json<T[K]> }
  : T;
`;

const settings = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2025",
    lib: ["es2025", "dom"],
    types: [],
    skipLibCheck: true,
  },
  files: ["check.ts"],
};

/** What tsc says to this program. */
async function complaints(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "farwatch-boards-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "check.ts"), program);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const said = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).then(
    () => "",
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  await rm(folder, { recursive: true });
  return said;
}

function programOfBoards(): string {
  const constants = [...built.keys()].map((name, index) => {
    return `export const board${index}: Json<Dashboard> = ${textOf(`compose/grafana/dashboards/${name}.json`)};`;
  });
  return [preamble, ...constants].join("\n");
}

function programOfOptions(): string {
  const written = [...built.values()].flatMap((dashboard) => {
    // What has been written is what it was.
    return panelsOf((JSON.parse(textOfBoard(dashboard)) as Dashboard).panels ?? []);
  });
  const kinds = [...new Set(written.map(({ type }) => type))].filter((kind) => kind in optionsOf);
  const imports = kinds.map((kind) => {
    const name = kind.replace("-", "_");
    return `import type { Options as ${name} } from "@grafana/schema/dist/esm/raw/composable/${optionsOf[kind]}";`;
  });
  const constants = written
    .filter(({ type, options }) => kinds.includes(type) && options)
    .map(({ type, options }, index) => {
      const name = type.replace("-", "_");
      return `export const options${index}: Json<Partial<${name}>> = ${JSON.stringify(options)};`;
    });
  return [preamble, ...imports, ...constants].join("\n");
}

describe("Grafana's own schema", () => {
  it("knows everything that the boards say", { timeout: 60_000 }, async ({ expect }) => {
    expect(await complaints(programOfBoards())).toBe("");
  });

  it("knows the options of each panel", { timeout: 60_000 }, async ({ expect }) => {
    expect(panels.map(({ panel }) => panel.type).filter((kind) => !(kind in optionsOf))).toEqual([]);
    expect(await complaints(programOfOptions())).toBe("");
  });

  it("does not take what it does not know", { timeout: 60_000 }, async ({ expect }) => {
    const program = `${preamble}
export const a: Json<Dashboard> = { schemaVersion: 42, colour: "red" };
export const b: Json<Dashboard> = { schemaVersion: 42, graphTooltip: "often" };`;
    const said = await complaints(program);
    expect(said).toContain("'colour' does not exist");
    expect(said).toContain("Type 'string' is not assignable to type '0 | 1 | 2");
  });
});
