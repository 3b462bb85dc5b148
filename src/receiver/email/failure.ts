import { type Failure, failure } from "../outcome.ts";

/** What nodemailer tells of a failed session, as far as it decides the outcome. */
export interface SmtpError {
  readonly message: string;
  /** `EAUTH`, `ETIMEDOUT` and so on. */
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/** Replies that refuse the login and not the message (RFC 4954 section 6). */
const LOGIN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Errors that nodemailer raises before it sends what it was given: a repeat would raise them again. */
const REFUSED_HERE: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE"]);

/** An SMTP failure: the server's reply decides (RFC 5321 section 4.2.1), and where none came, what broke. */
export function smtpFailure(error: SmtpError): Failure {
  const { responseCode, code = "" } = error;
  if (code === "ETLS") return tlsFailure(error);
  if (responseCode !== undefined && responseCode >= 400) return replyFailure(responseCode, error);
  if (code === "ETIMEDOUT") return failure("timeout", true, told(error));
  return REFUSED_HERE.has(code)
    ? failure("client_error", false, told(error))
    : failure("network", true, told(error));
}

/** Never permanent: a server without STARTTLS may be one with an attacker in front, who must not end the row. */
function tlsFailure(error: SmtpError): Failure {
  if (error.response === undefined) return failure("network", true, told(error));
  const { status, answer } = told(error);
  return failure("server_error", true, { status, answer: `No mail sent, STARTTLS was refused: ${answer}` });
}

function replyFailure(responseCode: number, error: SmtpError): Failure {
  if (responseCode < 500) return failure("server_error", true, told(error));
  const isLogin = error.code === "EAUTH" || LOGIN_CODES.has(responseCode);
  return failure(isLogin ? "auth_error" : "client_error", false, told(error));
}

function told({ message, response, responseCode }: SmtpError): { status: string; answer: string } {
  return { status: responseCode === undefined ? "-" : String(responseCode), answer: response ?? message };
}

// https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ "Error codes".
const TEMPORARY: ReadonlyMap<string, Failure["reason"]> = new Map([
  ["E_RATE_LIMIT_EXCEEDED", "rate_limited"],
  ["E_DAILY_LIMIT_EXCEEDED", "rate_limited"],
  ["E_INTERNAL_SERVER_ERROR", "server_error"],
  ["E_DELIVERY_FAILED", "server_error"],
]);

const NOT_OURS: ReadonlySet<string> = new Set(["E_SENDER_NOT_VERIFIED", "E_SENDER_DOMAIN_NOT_AVAILABLE"]);

/** What the `send_email` binding threw, by its `code`; one without a code is a break on the way. */
export function bindingFailure(error: unknown): Failure {
  const code = codeOf(error);
  const answer = error instanceof Error ? error.message : String(error);
  if (code === undefined) return failure("network", true, { answer });
  const reason = TEMPORARY.get(code);
  if (reason !== undefined) return failure(reason, true, { status: code, answer });
  return failure(NOT_OURS.has(code) ? "auth_error" : "client_error", false, { status: code, answer });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" && error.code.startsWith("E_") ? error.code : undefined;
}
