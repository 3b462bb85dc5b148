import type { FailureReason, SendOutcome } from "./receiver.ts";

export type Failure = Extract<SendOutcome, { ok: false }>;

/** An HTTP response with its body read. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** At most `MAX_ANSWER_BYTES` of it. */
  readonly body: string;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly receivedAt: number;
}

/** Longest wait that a provider may ask of us; more is surely a mistake, and rows live for 24 h. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/** What an HTTP answer means where its status alone decides. */
export function outcomeOf(answer: HttpAnswer): SendOutcome {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { ok: true, status: String(status), answer: body };
  const { reason, recoverable } = judge(status);
  const retryAfterMs = recoverable ? retryAfterOf(answer) : undefined;
  return failure(reason, recoverable, { status: String(status), answer: body, retryAfterMs });
}

/** A failure row; `status` is `-` where no answer came. */
export function failure(
  reason: FailureReason,
  recoverable: boolean,
  told: { readonly status?: string; readonly answer: string; readonly retryAfterMs?: number | undefined },
): Failure {
  const { status = "-", answer, retryAfterMs } = told;
  const base = { ok: false, recoverable, reason, status, answer } as const;
  return retryAfterMs === undefined ? base : { ...base, retryAfterMs };
}

/** Waits as a temporary failure does: the operator who sets the secret finds the message still to be sent. */
export function missingSecret(name: string): Failure {
  return failure("missing_secret", true, { answer: `The secret ${name} is not set` });
}

function judge(status: number): { readonly reason: FailureReason; readonly recoverable: boolean } {
  if (status >= 500) return { reason: "server_error", recoverable: true };
  if (status === 429) return { reason: "rate_limited", recoverable: true };
  if (status === 408) return { reason: "timeout", recoverable: true };
  if (status === 401 || status === 403) return { reason: "auth_error", recoverable: false };
  return { reason: "client_error", recoverable: false };
}

/** The provider's wish, by header (seconds or a date) or by the `retry_after` seconds of a JSON body. */
export function retryAfterOf({ headers, body, receivedAt }: HttpAnswer): number | undefined {
  const wishes = [headerWish(headers.get("Retry-After"), receivedAt), bodyWish(body)];
  const given = wishes.filter((wish) => wish !== undefined && Number.isFinite(wish) && wish >= 0);
  // Discord's header is rounded up, its body is exact; where the two differ the longer one is safe.
  return given.length === 0 ? undefined : Math.min(Math.max(...given.map(Number)), MAX_RETRY_AFTER_MS);
}

function headerWish(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function bodyWish(body: string): number | undefined {
  const seconds = jsonObject(body)?.retry_after;
  return typeof seconds === "number" ? Math.ceil(seconds * 1000) : undefined;
}

/** `text` as a JSON object, or undefined. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value parsed from JSON, where it is an object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}
