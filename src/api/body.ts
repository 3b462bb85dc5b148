import { err, ok, type Result } from "../alert/result.ts";

export type BodyFault = "too_large" | "not_utf8";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Reads a body as text without ever holding more than `maxBytes` of it. */
export async function readText(request: Request, maxBytes: number): Promise<Result<string, BodyFault>> {
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) return tooLarge(request.body);
  const bytes = await readBytes(request, maxBytes);
  if (bytes === undefined) return err("too_large");
  try {
    return ok(strict.decode(bytes));
  } catch {
    return err("not_utf8");
  }
}

async function tooLarge(body: ReadableStream | null): Promise<Result<string, BodyFault>> {
  await body?.cancel();
  return err("too_large");
}

/** The beginning of a body as text, with marks for what is not UTF-8; a longer one is cut, and the rest left unread. */
export async function readStart(request: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  return new TextDecoder().decode(concat(chunks, size).subarray(0, maxBytes));
}

/** Undefined when it is too large. A sender may leave out Content-Length, and then what arrives is counted. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  // No body is longer than it says, and was found short enough: in one piece it costs a third.
  if (request.headers.has("Content-Length")) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only ? only : concat(chunks, size);
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
