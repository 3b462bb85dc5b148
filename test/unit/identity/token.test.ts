import { describe, it } from "vitest";
import { identifyByToken } from "../../../src/identity/token.ts";

const token = "o1JbQmN0dG9rZW4";

describe("identifyByToken", () => {
  it("takes the operator token as an operator of the tenant main", ({ expect }) => {
    expect(identifyByToken(`Bearer ${token}`, token)).toEqual({
      kind: "identity",
      name: "operator-token",
      roles: ["operator"],
      tenant: "main",
    });
  });

  const accepted = [`bearer ${token}`, `BEARER ${token}`, `Bearer   ${token}`, ` Bearer ${token} `];
  it.for(accepted)("takes %j", (authorization, { expect }) => {
    expect(identifyByToken(authorization, token)).toMatchObject({ kind: "identity" });
  });

  const refused = [
    "",
    "Bearer",
    "Bearer ",
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token.toLowerCase()}`,
    `Bearer ${token} ${token}`,
    "Bearer undefined",
  ];
  it.for(refused)("denies %j", (authorization, { expect }) => {
    expect(identifyByToken(authorization, token)).toEqual({ kind: "denied", reason: "bad_token" });
  });

  it.for([undefined, ""])("lets nobody in while the token is %j", (unset, { expect }) => {
    for (const authorization of ["Bearer ", "Bearer undefined", `Bearer ${token}`]) {
      expect(identifyByToken(authorization, unset)).toEqual({ kind: "denied", reason: "bad_token" });
    }
  });

  it("has nothing to say of a caller without Authorization", ({ expect }) => {
    expect(identifyByToken(undefined, token)).toBeUndefined();
  });
});
