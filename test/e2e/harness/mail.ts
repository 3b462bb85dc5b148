export interface Mail {
  readonly raw: string;
  /** By name in lower case, unfolded, with encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Media type of the whole. */
  readonly type: string;
  /** Decoded bodies by media type. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Reads a mail of one level of parts, as RFC 5322 and RFC 2045 write it. Enough for what we send, and no library. */
export function parseMail(raw: string): Mail {
  const { headers, body } = split(raw);
  const contentType = headers.get("content-type") ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  const sections = boundary === undefined ? [raw] : partsOf(body, boundary);
  const parts = sections
    .map(split)
    .map((part) => [mediaType(part.headers), decode(part.headers, part.body)] as const);
  return { raw, headers, type: mediaType(headers), parts: new Map(parts) };
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function split(text: string): Part {
  const end = text.indexOf("\r\n\r\n");
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())] as const;
  });
  return { headers: new Map(headers), body: text.slice(end + 4) };
}

function partsOf(body: string, boundary: string): string[] {
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.replace(/^\r\n/, "").replace(/\r\n$/, ""));
}

function mediaType(headers: ReadonlyMap<string, string>): string {
  return (headers.get("content-type") ?? "text/plain").split(";")[0]?.trim() ?? "";
}

function decode(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = (headers.get("content-transfer-encoding") ?? "7bit").toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  return bytesOf(body.replace(/=\r\n/g, ""), "=");
}

/** RFC 2047. White space between two encoded words is not part of the text. */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, "$1$2");
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, form: string, text: string) => {
    if (form.toLowerCase() === "b") return Buffer.from(text, "base64").toString("utf8");
    return bytesOf(text.replaceAll("_", " "), "=");
  });
}

function bytesOf(text: string, mark: string): string {
  const latin = text.replace(new RegExp(`${mark}([0-9A-F]{2})`, "gi"), (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin, "latin1").toString("utf8");
}
