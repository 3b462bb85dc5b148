import { within } from "./failure.ts";

export interface Body {
  readonly text: string;
  /** More came than was read. */
  readonly isCut: boolean;
}

/** Reads at most `limit` bytes of an answer, then lets go of the rest. */
export async function readBody(response: Response, limit: number, signal: AbortSignal): Promise<Body> {
  const reader = response.body?.getReader();
  if (reader === undefined) return { text: "", isCut: false };
  const decoder = new TextDecoder();
  let text = "";
  let left = limit;
  try {
    for (;;) {
      const { done, value } = await within(signal, reader.read());
      if (done) return { text: text + decoder.decode(), isCut: false };
      text += decoder.decode(value.subarray(0, left), { stream: true });
      if (value.byteLength > left) return { text, isCut: true };
      left -= value.byteLength;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
