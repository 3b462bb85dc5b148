import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { ensureOperatorToken, MIN_TOKEN_CHARS, TOKEN_BYTES } from "../../../src/cli/token.ts";
import { scratch } from "./scratch.ts";

describe("ensureOperatorToken", () => {
  it("makes 32 random bytes, readable by the owner alone, and keeps them", async ({ expect }) => {
    const dir = await scratch();
    const token = await ensureOperatorToken(dir);
    expect(Buffer.from(token, "base64url")).toHaveLength(TOKEN_BYTES);
    expect((await stat(join(dir, "operator.token"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dir, "operator.token"), "utf8")).toBe(`${token}\n`);
    expect(await ensureOperatorToken(dir)).toBe(token);
    expect(await ensureOperatorToken(await scratch())).not.toBe(token);
  });

  it("takes a token that the operator wrote", async ({ expect }) => {
    const dir = await scratch();
    await writeFile(join(dir, "operator.token"), `  ${"a".repeat(MIN_TOKEN_CHARS)}\n`);
    expect(await ensureOperatorToken(dir)).toBe("a".repeat(MIN_TOKEN_CHARS));
  });

  it.for(["a".repeat(MIN_TOKEN_CHARS - 1), `${"a".repeat(MIN_TOKEN_CHARS)} b`, "ö".repeat(MIN_TOKEN_CHARS)])(
    "refuses %j without showing it",
    async (token, { expect }) => {
      const dir = await scratch();
      await writeFile(join(dir, "operator.token"), token);
      const message = await ensureOperatorToken(dir).catch((error: Error) => error.message);
      expect(message).toContain("operator.token");
      expect(message).not.toContain(token);
    },
  );

  it("makes one in place of an empty file", async ({ expect }) => {
    const dir = await scratch();
    await writeFile(join(dir, "operator.token"), "\n");
    expect(await ensureOperatorToken(dir)).toHaveLength(43);
  });
});
