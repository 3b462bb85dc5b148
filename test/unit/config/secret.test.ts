import { describe, expect, it } from "vitest";
import { chooseSecret, requireSecret, secretFromFile, secretNames } from "../../../src/config/secret.ts";

describe("secretFromFile", () => {
  const cases = [
    ["/run/secrets/slack_api_url", "SLACK_API_URL"],
    ["slack_api_url", "SLACK_API_URL"],
    ["secrets/slack-api.url", "SLACK_API_URL"],
    ["/run/secrets/token/", "TOKEN"],
    ["/run/secrets/Öl key", "_L_KEY"],
    ["/run/secrets/2nd_token", "_2ND_TOKEN"],
  ] as const;

  it.for(cases)("reads %s as the Worker secret %s", ([path, env]) => {
    expect(secretFromFile(path)).toEqual({ env });
  });
});

describe("chooseSecret", () => {
  it("takes the value that is written in the file", () => {
    expect(chooseSecret({ api_url: "https://a" }, "api_url")).toEqual({
      ref: { value: "https://a" },
      issues: [],
    });
  });

  it("takes the Worker secret that the _file field names", () => {
    const { ref } = chooseSecret({ api_url_file: "/run/secrets/url" }, "api_url");
    expect(ref).toEqual({ env: "URL" });
  });

  it("takes neither when both are given, and says so at the second", () => {
    const node = { token: "a", token_file: "b" };
    expect(chooseSecret(node, "token", ["http_config"])).toEqual({
      ref: undefined,
      issues: [
        {
          severity: "error",
          path: ["http_config", "token_file"],
          message: "at most one of token & token_file must be configured",
        },
      ],
    });
  });

  it("finds nothing where neither is given, or both are empty", () => {
    expect(chooseSecret({ token: "", token_file: "" }, "token")).toEqual({ ref: undefined, issues: [] });
  });

  it("warns of the mask that Alertmanager's status page shows", () => {
    const { issues } = chooseSecret({ token: "<secret>" }, "token");
    expect(issues).toMatchObject([{ severity: "warning", path: ["token"] }]);
  });
});

it("requireSecret misses one that is not there, and nothing else", () => {
  expect(requireSecret({ token: "x" }, "token")).toEqual({ ref: { value: "x" }, issues: [] });
  const messageOf = (node: Record<string, string>) =>
    requireSecret(node, "token").issues.map(({ message }) => message);
  expect(messageOf({})).toEqual(["one of token or token_file must be configured"]);
  expect(messageOf({ token: "x", token_file: "y" })).toEqual([
    "at most one of token & token_file must be configured",
  ]);
});

it("secretNames lists each Worker secret once and no written value", () => {
  expect(secretNames([{ env: "A" }, { value: "b" }, undefined, { env: "A" }, { env: "C" }])).toEqual([
    "A",
    "C",
  ]);
});
