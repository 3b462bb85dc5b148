import { constants, createPrivateKey, sign } from "node:crypto";
import { describe, it } from "vitest";
import { concat, uint, vector } from "../../../../../src/watch/probe/handshake/bytes.ts";
import { checkSignature } from "../../../../../src/watch/probe/handshake/signature.ts";
import { certificateFor, der, type KeyKind } from "../pki.ts";

const data = Buffer.from("what both sides said");
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

describe("checkSignature", () => {
  const cases = [
    ["P-256", 0x0403, "sha256", {}],
    ["P-384", 0x0503, "sha384", {}],
    ["P-521", 0x0603, "sha512", {}],
    ["Ed25519", 0x0807, undefined, {}],
    ["RSA", 0x0804, "sha256", pss],
    ["RSA", 0x0805, "sha384", pss],
    ["RSA", 0x0806, "sha512", pss],
    ["RSA", 0x0401, "sha256", {}],
    ["RSA", 0x0201, "sha1", {}],
  ] as const satisfies readonly (readonly [KeyKind, number, string | undefined, object])[];

  it.for(cases)(
    "takes %s by scheme %s, and no other's",
    async ([kind, scheme, hash, options], { expect }) => {
      const leaf = await certificateFor({ name: "leaf", kind });
      const key = createPrivateKey(leaf.key);
      const signed = (bytes: Uint8Array) =>
        concat(uint(2, scheme), vector(2, sign(hash, bytes, { key, ...options })));
      await expect(checkSignature(der(leaf), data, signed(data))).resolves.toBeUndefined();
      await expect(checkSignature(der(leaf), data, signed(Buffer.from("else")))).rejects.toThrow(
        "signature is wrong",
      );
      const stranger = await certificateFor({ name: "stranger", kind });
      await expect(checkSignature(der(stranger), data, signed(data))).rejects.toThrow("signature is wrong");
    },
  );

  it("refuses a scheme that was not offered, and a peer without a certificate", async ({ expect }) => {
    const leaf = await certificateFor({ name: "leaf" });
    const odd = concat(uint(2, 0x0101), vector(2));
    await expect(checkSignature(der(leaf), data, odd)).rejects.toThrow("scheme 257, which was not offered");
    const plain = concat(uint(2, 0x0403), vector(2));
    await expect(checkSignature(undefined, data, plain)).rejects.toThrow("The peer showed no certificate");
    await expect(checkSignature(Uint8Array.of(1), data, plain)).rejects.toThrow("cannot be read");
  });

  it("refuses a scheme of another kind of key", async ({ expect }) => {
    const leaf = await certificateFor({ name: "leaf" });
    const signature = sign("sha256", data, createPrivateKey(leaf.key));
    const claimed = concat(uint(2, 0x0804), vector(2, signature));
    await expect(checkSignature(der(leaf), data, claimed)).rejects.toThrow("signature is wrong");
  });
});
