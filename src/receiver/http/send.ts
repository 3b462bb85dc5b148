import { err, ok, type Result } from "../../alert/result.ts";
import { type Failure, failure, type HttpAnswer, outcomeOf } from "../outcome.ts";
import type { SendOutcome, World } from "../receiver.ts";
import { base64 } from "./headers.ts";

/** Most of an answer that is read: 200 characters are kept, and a few KiB are parsed for ids and errors. */
export const MAX_ANSWER_BYTES = 64 * 1024;

/** Redirects followed by one `exchange`, so that the worst case of a send stays a small constant. */
export const MAX_REDIRECTS = 1;

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly headers: Headers;
  readonly body?: string;
  /**
   * Follow one 307 or 308, which keep method and body. Other redirects never are: a POST would become a GET
   * whose 200 looks like a delivery.
   */
  readonly followRedirects?: boolean;
}

/** Sends one request and judges the answer by its status alone. Never throws. */
export async function sendHttp(world: World, url: string, request: HttpRequest): Promise<SendOutcome> {
  const answer = await exchange(world, url, request);
  return answer.ok ? outcomeOf(answer.value) : answer.error;
}

/** Sends one request and reads its answer; an error where none came. Never throws. */
export async function exchange(
  world: World,
  url: string,
  request: HttpRequest,
): Promise<Result<HttpAnswer, Failure>> {
  if (!isHttpUrl(url)) {
    return err(
      failure("client_error", false, { answer: "Cannot send: the URL is not an http or https URL" }),
    );
  }
  try {
    const response = await fetchOnce(world, url, request);
    const target = request.followRedirects === true ? redirectTarget(response, url) : undefined;
    if (target === undefined) return ok(await readAnswer(response, world.signal));
    await response.body?.cancel();
    const again = await fetchOnce(world, target, redirected(request, url, target));
    return ok(await readAnswer(again, world.signal));
  } catch (error) {
    return err(failureOfThrow(error, world.signal));
  }
}

function fetchOnce(world: World, url: string, { method, headers, body }: HttpRequest): Promise<Response> {
  const target = withoutUserInfo(url, headers);
  const init: RequestInit = { method, headers: target.headers, redirect: "manual", signal: world.signal };
  return world.fetch(target.url, body === undefined ? init : { ...init, body });
}

/** `http://user:password@host`: Go makes a header of it, while `fetch` refuses such a URL. */
function withoutUserInfo(url: string, headers: Headers): { readonly url: string; readonly headers: Headers } {
  if (!url.includes("@")) return { url, headers };
  const target = new URL(url);
  if (target.username === "" && target.password === "") return { url, headers };
  const userInfo = [target.username, target.password].map(decodeURIComponent).join(":");
  const withUser = new Headers(headers);
  if (!withUser.has("Authorization")) withUser.set("Authorization", `Basic ${base64(userInfo)}`);
  target.username = "";
  target.password = "";
  return { url: target.href, headers: withUser };
}

function isHttpUrl(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? "");
}

function redirectTarget(response: Response, url: string): string | undefined {
  if (response.status !== 307 && response.status !== 308) return undefined;
  const location = response.headers.get("Location");
  if (location === null || !URL.canParse(location, url)) return undefined;
  const target = new URL(location, url);
  // Never from https down to http: the body and the path would cross the network readable.
  const isDowngrade = target.protocol === "http:" && new URL(url).protocol === "https:";
  return isHttpUrl(target.href) && !isDowngrade ? target.href : undefined;
}

/** Another origin gets the message but no credentials. */
function redirected(request: HttpRequest, from: string, to: string): HttpRequest {
  if (new URL(from).origin === new URL(to).origin) return request;
  const contentType = request.headers.get("Content-Type");
  return { ...request, headers: new Headers(contentType === null ? {} : { "Content-Type": contentType }) };
}

/** The status is already the provider's word, so a body that breaks off is kept as far as it came. */
async function readAnswer(response: Response, signal: AbortSignal): Promise<HttpAnswer> {
  const { status, headers } = response;
  return { status, headers, body: await readBody(response, signal), receivedAt: Date.now() };
}

async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  const told = response.headers.get("Content-Length");
  // In one piece it costs a fraction; of a short one that breaks off nothing is missed.
  if (told !== null && Number(told) <= MAX_ANSWER_BYTES) return response.text().catch(() => "");
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.byteLength;
    }
  } catch {
    // What came before the break is enough.
  }
  signal.removeEventListener("abort", stop);
  stop();
  return decode(chunks);
}

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  let left = MAX_ANSWER_BYTES;
  let text = "";
  for (const chunk of chunks) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= Math.min(left, chunk.byteLength);
  }
  return text + decoder.decode();
}

function failureOfThrow(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return failure("timeout", true, { answer: "No answer in time" });
  return failure("network", true, { answer: messageOf(error) });
}

/** `fetch` says "fetch failed" and keeps the reason in `cause`. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
