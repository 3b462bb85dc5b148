import { X509Certificate } from "node:crypto";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { ensurePki } from "../../../src/cli/pki.ts";
import { revoke } from "../../../src/cli/pki-revoke.ts";
import { Revocations } from "../../../src/cli/revocations.ts";
import { scratch } from "./scratch.ts";

async function made() {
  const dir = await scratch();
  await ensurePki(dir, ["localhost"], Date.now());
  const { serialNumber: serial } = new X509Certificate(await readFile(join(dir, "alertmanager.crt")));
  const warnings: string[] = [];
  const revocations = new Revocations(join(dir, "ca.crl"), (line) => warnings.push(line));
  return { dir, serial, revocations, warnings };
}

describe("Revocations", () => {
  it("knows a serial from the moment it is on the list, however it is written", async ({ expect }) => {
    const { dir, serial, revocations } = await made();
    expect(revocations.has(serial)).toBe(false);
    await revoke(dir, "alertmanager", Date.now());
    expect(revocations.has(serial)).toBe(true);
    expect(revocations.has(`00${serial.toLowerCase()}`)).toBe(true);
    expect(revocations.has(serial.slice(2))).toBe(false);
  });

  it.for(["spoilt", "gone"])(
    "keeps the last list when the file is %s, and warns once",
    async (how, { expect }) => {
      const { dir, serial, revocations, warnings } = await made();
      const path = join(dir, "ca.crl");
      await revoke(dir, "alertmanager", Date.now());
      expect(revocations.has(serial)).toBe(true);
      await copyFile(path, join(dir, "good"));
      await (how === "gone" ? rm(path) : writeFile(path, "garbage"));
      expect(revocations.has(serial)).toBe(true);
      expect(revocations.has(serial)).toBe(true);
      expect(warnings).toHaveLength(1);
      await copyFile(join(dir, "good"), path);
      expect(revocations.has(serial)).toBe(true);
      expect(warnings).toHaveLength(1);
    },
  );

  it("does not begin without a list", async ({ expect }) => {
    const dir = await scratch();
    expect(() => new Revocations(join(dir, "none"), () => {})).toThrow("none");
  });
});
