/** One DER element: `whole` includes tag and length, `content` does not. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Reads the elements that stand side by side in `bytes`. */
export function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes.subarray(at));
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function readElement(bytes: Buffer): Element {
  const first = bytes.readUInt8(1);
  // Over 127 the first octet says how many follow that hold the length.
  const lengthOctets = first > 0x7f ? first - 0x80 : 0;
  const length = lengthOctets === 0 ? first : bytes.readUIntBE(2, lengthOctets);
  const start = 2 + lengthOctets;
  const whole = bytes.subarray(0, start + length);
  return { tag: bytes.readUInt8(0), content: whole.subarray(start), whole };
}

const EXPLICIT_VERSION_TAG = 0xa0;

/** The values of a certificate's issuer or subject, in order, each as its whole DER element. */
export function nameValues(certificate: Buffer, which: "issuer" | "subject"): Buffer[] {
  const [outer] = readElements(certificate);
  const [signed] = readElements(outer?.content ?? Buffer.alloc(0));
  const fields = readElements(signed?.content ?? Buffer.alloc(0));
  const version = fields[0]?.tag === EXPLICIT_VERSION_TAG ? 1 : 0;
  // serialNumber, signature, issuer, validity, subject
  const name = fields[version + (which === "issuer" ? 2 : 4)];
  return readElements(name?.content ?? Buffer.alloc(0)).flatMap((set) =>
    readElements(set.content).map((pair) => readElements(pair.content)[1]?.whole ?? Buffer.alloc(0)),
  );
}
