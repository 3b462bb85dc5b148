import { describe, it } from "vitest";
import { MAX_PORT, parseStart } from "../../../src/cli/start-options.ts";

const defaults = {
  config: "config",
  state: ".farwatch",
  host: "127.0.0.1",
  port: 8443,
  uiPort: 8080,
  allowPrivate: false,
};

describe("parseStart", () => {
  it("without arguments gives the documented defaults", ({ expect }) => {
    expect(parseStart([])).toEqual(defaults);
  });

  const good = [
    { args: ["--config", "c", "--state", "s"], want: { config: "c", state: "s" } },
    { args: ["--port=9443", "--ui-port", "9080"], want: { port: 9443, uiPort: 9080 } },
    { args: ["--port", "0"], want: { port: 0 } },
    { args: ["--port", String(MAX_PORT)], want: { port: MAX_PORT } },
    { args: ["--host", "0.0.0.0"], want: { host: "0.0.0.0" } },
    { args: ["--host", "::1"], want: { host: "::1" } },
    { args: ["--host", "[::1]"], want: { host: "::1" } },
    { args: ["--host", "bastion.lan"], want: { host: "bastion.lan" } },
    { args: ["--allow-private"], want: { allowPrivate: true } },
  ];

  it.for(good)("reads $args", ({ args, want }, { expect }) => {
    expect(parseStart(args)).toEqual({ ...defaults, ...want });
  });

  const bad = [
    { args: ["--port", "65536"], want: /--port "65536"/ },
    { args: ["--port", "8443x"], want: /--port "8443x"/ },
    { args: ["--port="], want: /--port ""/ },
    { args: ["--port", "1e3"], want: /--port "1e3"/ },
    { args: ["--ui-port", "-1"], want: /ui-port/ },
    { args: ["--ui-port=-1"], want: /--ui-port "-1"/ },
    { args: ["--host", "a b"], want: /--host "a b"/ },
    { args: ["--host", "999.1.1.1"], want: /--host "999.1.1.1"/ },
    { args: ["--host", "https://x"], want: /--host "https:\/\/x"/ },
    { args: ["--host="], want: /--host ""/ },
    { args: ["--state="], want: /--state ""/ },
    { args: ["--config="], want: /--config ""/ },
    { args: ["--bogus"], want: /--bogus/ },
    { args: ["--allow-private=yes"], want: /--allow-private/ },
    { args: ["--port"], want: /--port/ },
    { args: ["extra"], want: /"extra"/ },
  ];

  it.for(bad)("refuses $args in one line that quotes it", ({ args, want }, { expect }) => {
    expect(() => parseStart(args)).toThrow(want);
    try {
      parseStart(args);
    } catch (error) {
      expect(String(error)).not.toContain("\n");
    }
  });

  it("asks for help before anything else", ({ expect }) => {
    expect(parseStart(["--port", "x", "--help"])).toBe("help");
    expect(parseStart(["-h"])).toBe("help");
  });
});
