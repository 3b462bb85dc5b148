import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { originalOf } from "../../../../src/config/original/original.ts";
import { receiverKinds } from "../../../../src/receiver/receivers.ts";
import { findAmtools } from "../../../e2e/clients/amtool-programs.ts";
import recorded from "../../../fixtures/conformance/config-original.json" with { type: "json" };

const routing = readFileSync(join(import.meta.dirname, "../../../../config/routing.yaml"), "utf8");

const CASES: readonly { readonly name: string; readonly config: string }[] = [
  ...recorded.cases,
  { name: "the shipped routing", config: routing },
  {
    name: "the shipped routing with the pagers of its comments",
    config: routing.replace(/^( +)# ([a-z]+_configs: )/gm, "$1$2"),
  },
];

/** What any amtool that has a test here must load, and must load again. */
const ALWAYS = ["the least there is", "everything that Alertmanager 0.25 knows too", "the shipped routing"];

for (const { name, program } of await findAmtools()) {
  describe.skipIf(program === undefined)(name, () => {
    it("loads the original of each configuration that it loads", ({ expect }) => {
      const originals = CASES.map(({ config }) => originalOf(config, receiverKinds));
      const known = check(
        program ?? "",
        CASES.map(({ config }) => config),
      );
      const again = check(program ?? "", originals);
      const namesOf = (verdicts: readonly string[]) =>
        CASES.filter((_, index) => verdicts[index] === "SUCCESS").map((one) => one.name);
      expect(namesOf(known)).toEqual(expect.arrayContaining(ALWAYS));
      expect(namesOf(again)).toEqual(expect.arrayContaining(namesOf(known)));
    });
  });
}

/** What `amtool check-config` says of each text. */
function check(program: string, texts: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "farwatch-originals-"));
  const files = texts.map((text, index) => {
    const file = join(folder, `${index}.yml`);
    writeFileSync(file, text);
    return file;
  });
  const { stdout, stderr } = spawnSync(program, ["check-config", ...files], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const verdicts = new Map(
    [...`${stdout}${stderr}`.matchAll(/^Checking '(.*)' +(SUCCESS|FAILED)/gm)].map(([, file, verdict]) => [
      file,
      verdict,
    ]),
  );
  return files.map((file) => verdicts.get(file) ?? "");
}
