import { HangUpError } from "./bytes.ts";

const names: Readonly<Record<number, string>> = {
  10: "unexpected_message",
  20: "bad_record_mac",
  22: "record_overflow",
  40: "handshake_failure",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  109: "missing_extension",
  110: "unsupported_extension",
  112: "unrecognized_name",
  116: "certificate_required",
  120: "no_application_protocol",
};

const WARNING = 1;
const CLOSE_NOTIFY = 0;

/** Throws what the alert says. A warning alone ends nothing: some servers send `unrecognized_name` and go on. */
export function raiseAlert(content: Uint8Array): void {
  const [level, description = CLOSE_NOTIFY] = content;
  if (level === WARNING && description !== CLOSE_NOTIFY) return;
  throw new HangUpError(
    description === CLOSE_NOTIFY
      ? "The peer closed the connection in the handshake"
      : `The peer refused the handshake: ${names[description] ?? `alert ${description}`}`,
  );
}

export const closeNotify: Uint8Array = Uint8Array.of(WARNING, CLOSE_NOTIFY);
