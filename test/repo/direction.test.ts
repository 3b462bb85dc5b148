import { describe, it } from "vitest";
import { cycles, reExports, wrongImports } from "./direction.ts";
import { filesIn } from "./source.ts";

const files = filesIn("src", ".ts");

it("imports point down", ({ expect }) => {
  expect(files.flatMap(wrongImports)).toEqual([]);
});

it("no files import each other in a ring", ({ expect }) => {
  expect(cycles(files)).toEqual([]);
});

it("no file only passes on what another one exports", ({ expect }) => {
  expect(files.flatMap(reExports)).toEqual([]);
});

describe("wrongImports", () => {
  const wrong = [
    ["alert/labels.ts", "../config/config.ts"],
    ["config/load.ts", "../receiver/receivers.ts"],
    ["silence/set.ts", "../inhibit/inhibit.ts"],
    ["dispatch/route.ts", "../notify/decide.ts"],
    ["notify/decide.ts", "../router/state.ts"],
    ["router/intake.ts", "../env.ts"],
    ["router/intake.ts", "../telemetry/log.ts"],
    ["router/intake.ts", "../api/app.ts"],
    ["router/alert-router.do.ts", "../api/app.ts"],
    ["api/app.ts", "../cli/main.ts"],
    ["alert/labels.ts", "../somewhere/else.ts"],
    // A shell of the same folder, or one below.
    ["router/intake.ts", "./courier.do.ts"],
    ["notify/decide.ts", "../receiver/slack/send.ts"],
    ["receiver/receivers.ts", "./slack/send.ts"],
  ] as const;

  it.for(wrong)("%s may not import %s", ([path, specifier], { expect }) => {
    expect(wrongImports({ path, text: `import { x } from "${specifier}";\n` })).toHaveLength(1);
  });

  const right = [
    ["router/intake.ts", "../alert/labels.ts"],
    ["router/intake.ts", "./state.ts"],
    ["router/alert-router.do.ts", "../telemetry/log.ts"],
    ["router/alert-router.do.ts", "../env.ts"],
    ["api/gate.ts", "../identity/identify.ts"],
    ["telemetry/redact.ts", "../receiver/mask.ts"],
    ["receiver/slack/receiver.ts", "./send.ts"],
    ["edge-config.ts", "../config/routing.yaml"],
    ["alert/labels.ts", "zod"],
  ] as const;

  it.for(right)("%s may import %s", ([path, specifier], { expect }) => {
    expect(wrongImports({ path, text: `import { x } from "${specifier}";\n` })).toEqual([]);
  });

  it("lets a pure file know a shell's types", ({ expect }) => {
    const text = 'import type { Courier } from "./courier.do.ts";';
    expect(wrongImports({ path: "router/intake.ts", text })).toEqual([]);
  });

  it("wants a rank for every folder", ({ expect }) => {
    expect(wrongImports({ path: "helpers/one.ts", text: "" })).toHaveLength(1);
  });
});

describe("cycles", () => {
  it("finds a ring of three", ({ expect }) => {
    const ring = [
      { path: "a/one.ts", text: 'import { two } from "./two.ts";' },
      { path: "a/two.ts", text: 'import { type Three, three } from "../b/three.ts";' },
      { path: "b/three.ts", text: 'import { one } from "../a/one.ts";' },
      { path: "b/four.ts", text: 'import { one } from "../a/one.ts";' },
    ];
    expect(cycles(ring)).toEqual([["a/one.ts", "a/two.ts", "b/three.ts"]]);
  });

  it("lets a file name the types of one that it is imported by", ({ expect }) => {
    const pair = [
      { path: "a/one.ts", text: 'import { two } from "./two.ts";' },
      { path: "a/two.ts", text: 'import type { One } from "./one.ts";' },
    ];
    expect(cycles(pair)).toEqual([]);
  });

  it("lets two files import a third", ({ expect }) => {
    const tree = [
      { path: "a/one.ts", text: 'import { two } from "./two.ts";\nimport { three } from "./three.ts";' },
      { path: "a/two.ts", text: 'import { three } from "./three.ts";' },
      { path: "a/three.ts", text: "" },
    ];
    expect(cycles(tree)).toEqual([]);
  });
});

describe("reExports", () => {
  const wrong = [
    ["all of another file", "alert/alert.ts", 'export * from "./labels.ts";'],
    ["a part of another file", "alert/alert.ts", 'export {\n  labelsKey,\n} from "./labels.ts";'],
    ["a type of another file", "alert/alert.ts", 'export type { Labels } from "./labels.ts";'],
    ["an index of a folder", "alert/index.ts", "export const one = 1;"],
  ] as const;

  it.for(wrong)("finds %s", ([, path, text], { expect }) => {
    expect(reExports({ path, text })).toHaveLength(1);
  });

  it("lets the Worker's entry name its classes", ({ expect }) => {
    const text = 'export { AlertRouter } from "./router/alert-router.do.ts";';
    expect(reExports({ path: "index.ts", text })).toEqual([]);
  });
});
