/** A line of a quoted-printable body, its soft break included (RFC 2045 section 6.7, rule 5). */
export const MAX_BODY_LINE_CHARS = 76;

const encoder = new TextEncoder();

/** A text's UTF-8 bytes, each as `=XX`. */
export function hexBytes(text: string): string {
  const bytes = [...encoder.encode(text)];
  return bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** A text as a quoted-printable body, whatever ended its lines. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map(encodeLine)
    .join("\r\n");
}

function encodeLine(line: string): string {
  const characters = [...line];
  const rows: string[] = [];
  let row = "";
  for (const [at, character] of characters.entries()) {
    const encoded = encodeCharacter(character, at === characters.length - 1);
    if (row.length + encoded.length >= MAX_BODY_LINE_CHARS) {
      rows.push(`${row}=`);
      row = "";
    }
    row += encoded;
  }
  return [...rows, row].join("\r\n");
}

/** A space at the end of a line would be lost on the way (rule 3). */
function encodeCharacter(character: string, isLast: boolean): string {
  const isPlain = /^[!-<>-~]$/.test(character) || (!isLast && /^[ \t]$/.test(character));
  return isPlain ? character : hexBytes(character);
}
