import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import type { Pair } from "../pki-issue.ts";

/** Ten times what OpenSSL takes; Windows refuses files of more than some hundred thousands. */
export const P12_ITERATIONS = 20_000;

/** 120 bits, in 24 characters that a phone's keyboard has on its first page. */
export const PASSPHRASE_BYTES = 15;

const KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
const PRIVACY_BY_PASSWORD = 1;
const INTEGRITY_BY_PASSWORD = 0;

/** Lower-case letters and the digits that nobody takes for one. */
const alphabet = "abcdefghijkmnopqrstuvwxyz2345678";

export function newPassphrase(): string {
  const bits = [...randomBytes(PASSPHRASE_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => alphabet.charAt(Number.parseInt(five, 2)));
  return (letters.join("").match(/.{4}/g) ?? []).join("-");
}

/** A PKCS#12 file (PBES2 with AES-256, MAC with SHA-256) that OpenSSL 3, Firefox and Chromium import. */
export async function exportP12(
  pair: Pair,
  ca: string,
  label: string,
  passphrase: string,
): Promise<Uint8Array> {
  const password = bytesOf(new TextEncoder().encode(passphrase));
  const own = new X509Certificate(pair.certificate);
  // The same identifier on both tells the importer which certificate the key belongs to.
  const attributes = () => [friendlyName(label), localKeyId(own)];
  const sealing = {
    password,
    contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 },
    hmacHashAlgorithm: "SHA-256",
    iterationCount: P12_ITERATIONS,
  };
  const key = await keyBag(pair.key, sealing, attributes());
  const certificates = [certificateBag(own, attributes()), certificateBag(new X509Certificate(ca), [])];
  const safe = new pkijs.AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: new pkijs.SafeContents({ safeBags: [key] }) },
        { privacyMode: PRIVACY_BY_PASSWORD, value: new pkijs.SafeContents({ safeBags: certificates }) },
      ],
    },
  });
  await safe.makeInternalValues({ safeContents: [{}, sealing] });
  return sealed(safe, password);
}

async function sealed(safe: pkijs.AuthenticatedSafe, password: ArrayBuffer): Promise<Uint8Array> {
  const pfx = new pkijs.PFX({
    parsedValue: { integrityMode: INTEGRITY_BY_PASSWORD, authenticatedSafe: safe },
  });
  await pfx.makeInternalValues({
    password,
    iterations: P12_ITERATIONS,
    pbkdf2HashAlgorithm: { name: "SHA-256" },
    hmacHashAlgorithm: "SHA-256",
  });
  return new Uint8Array(pfx.toSchema().toBER());
}

type Sealing = Parameters<pkijs.PKCS8ShroudedKeyBag["makeInternalValues"]>[0];

async function keyBag(pem: string, sealing: Sealing, attributes: pkijs.Attribute[]): Promise<pkijs.SafeBag> {
  const der = createPrivateKey(pem).export({ format: "der", type: "pkcs8" });
  const bag = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: pkijs.PrivateKeyInfo.fromBER(bytesOf(der)) });
  await bag.makeInternalValues(sealing);
  return new pkijs.SafeBag({ bagId: KEY_BAG, bagValue: bag, bagAttributes: attributes });
}

function certificateBag({ raw }: X509Certificate, attributes: pkijs.Attribute[]): pkijs.SafeBag {
  const bag = new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(bytesOf(raw)) });
  return new pkijs.SafeBag({
    bagId: CERTIFICATE_BAG,
    bagValue: bag,
    ...(attributes.length > 0 ? { bagAttributes: attributes } : {}),
  });
}

function friendlyName(label: string): pkijs.Attribute {
  return new pkijs.Attribute({ type: FRIENDLY_NAME, values: [new asn1js.BmpString({ value: label })] });
}

function localKeyId({ fingerprint }: X509Certificate): pkijs.Attribute {
  const valueHex = bytesOf(Buffer.from(fingerprint.replaceAll(":", ""), "hex"));
  return new pkijs.Attribute({ type: LOCAL_KEY_ID, values: [new asn1js.OctetString({ valueHex })] });
}

/** The libraries want a buffer that holds the bytes and nothing else. */
function bytesOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
