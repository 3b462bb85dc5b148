import { describe, expect, it } from "vitest";
import { gzippedKiB } from "../../../bench/bundle-size.ts";
import { hottest } from "../../../bench/inspector.ts";
import { versionIn } from "../../../bench/machine.ts";
import { cpuTicks } from "../../../bench/process.ts";

describe("what other programs say", () => {
  it("wrangler: the size of the bundle, gzipped", () => {
    const said = "Total Upload: 1096.45 KiB / gzip: 296.01 KiB\nYour Worker has access to";
    expect(gzippedKiB(said)).toBe(296.01);
    expect(() => gzippedKiB("Error: no")).toThrow("Cannot read the size of the bundle: Error: no");
  });

  it("alertmanager: its version", () => {
    expect(versionIn("alertmanager, version 0.25.0 (branch: debian/sid)\n  build user: x")).toBe("0.25.0");
    expect(versionIn("what?")).toBe("of an unknown version");
  });

  it("/proc: user and system time, whatever the program calls itself", () => {
    const stat = (name: string) => `12 (${name}) S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 5 0 99`;
    expect(cpuTicks(stat("workerd"))).toBe(281);
    expect(cpuTicks(stat("a) S 1 (b"))).toBe(281);
  });
});

it("the hottest functions are those with the most samples of their own, a name's places together", () => {
  const frame = (functionName: string, lineNumber = 0) => ({ functionName, lineNumber });
  const nodes = [
    { id: 1, callFrame: frame("exec") },
    { id: 2, callFrame: frame("", 41) },
    { id: 3, callFrame: frame("exec") },
  ];
  expect(hottest({ nodes, samples: [1, 2, 3, 1] }, 2)).toEqual([
    { name: "exec", share: 0.75 },
    { name: "anonymous at line 42", share: 0.25 },
  ]);
  expect(hottest({ nodes, samples: [1, 2, 3, 1] }, 1)).toHaveLength(1);
});
