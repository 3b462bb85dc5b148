import { describe, expect, it } from "vitest";
import { checkVersion, readVersion, UPSTREAM_VERSION } from "../../e2e/differential/upstream-version.ts";

describe("the version of an Alertmanager", () => {
  it.each([
    ["alertmanager, version 0.33.1 (branch: debian/sid, revision: 0.33.1-5)\n  build user: x", "0.33.1"],
    ["alertmanager, version 0.25.0 (branch: debian/sid, revision: 0.25.0-1+b4)", "0.25.0"],
    ["\nalertmanager, version 0.34.0+20", "0.34.0"],
    ["prometheus, version 3.5.3", undefined],
    ["", undefined],
  ])("is read from %j: %s", (text, want) => {
    expect(readVersion(text)).toBe(want);
  });

  it.each([
    ["/bin/echo", "it is no Alertmanager"],
    ["/nonexistent", "Cannot run /nonexistent"],
  ])("of %s is refused in one line that names what is wanted", async (program, message) => {
    const refusal = await checkVersion(program).catch((error: Error) => error.message);
    expect(refusal).toContain(message);
    expect(String(refusal).split("\n")).toHaveLength(1);
    if (program === "/bin/echo") expect(refusal).toContain(`wanted is Alertmanager ${UPSTREAM_VERSION}`);
  });
});
