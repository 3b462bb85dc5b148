import { readElements } from "./der.ts";

/** OIDs of the two extensions, as DER elements. */
const oids = { subject: "0603551d0e", authority: "0603551d23" } as const;

const OCTET_STRING = 0x04;
const EXTENSIONS_TAG = 0xa3;
/** `keyIdentifier [0]` of an AuthorityKeyIdentifier. */
const KEY_IDENTIFIER_TAG = 0x80;

/** The key identifier of a certificate's own key, or of its issuer's, as upper-case hex; empty when it has none. */
export function keyIdentifier(certificate: Buffer, whose: keyof typeof oids): string {
  const value = extensionValue(certificate, oids[whose]);
  const [inner] = value === undefined ? [] : readElements(value);
  if (inner === undefined) return "";
  if (whose === "subject") return inner.content.toString("hex").toUpperCase();
  const id = readElements(inner.content).find(({ tag }) => tag === KEY_IDENTIFIER_TAG);
  return id === undefined ? "" : id.content.toString("hex").toUpperCase();
}

function extensionValue(certificate: Buffer, oid: string): Buffer | undefined {
  const [outer] = readElements(certificate);
  const [signed] = outer === undefined ? [] : readElements(outer.content);
  const fields = signed === undefined ? [] : readElements(signed.content);
  const [list] = readElements(fields.find(({ tag }) => tag === EXTENSIONS_TAG)?.content ?? Buffer.alloc(0));
  for (const extension of list === undefined ? [] : readElements(list.content)) {
    const parts = readElements(extension.content);
    if (parts[0]?.whole.toString("hex") === oid)
      return parts.find(({ tag }) => tag === OCTET_STRING)?.content;
  }
  return undefined;
}
