import { describe, it } from "vitest";
import { bindingFailure, smtpFailure } from "../../../../src/receiver/email/failure.ts";

describe("smtpFailure", () => {
  const replies = [
    { code: "EENVELOPE", responseCode: 421, want: ["server_error", true] },
    { code: "EENVELOPE", responseCode: 450, want: ["server_error", true] },
    { code: "EMESSAGE", responseCode: 451, want: ["server_error", true] },
    { code: "EENVELOPE", responseCode: 452, want: ["server_error", true] },
    { code: "EAUTH", responseCode: 454, want: ["server_error", true] },
    { code: "EENVELOPE", responseCode: 550, want: ["client_error", false] },
    { code: "EMESSAGE", responseCode: 552, want: ["client_error", false] },
    { code: "EMESSAGE", responseCode: 554, want: ["client_error", false] },
    { code: "EAUTH", responseCode: 535, want: ["auth_error", false] },
    { code: "EAUTH", responseCode: 501, want: ["auth_error", false] },
    { code: "EENVELOPE", responseCode: 530, want: ["auth_error", false] },
    { code: "EENVELOPE", responseCode: 538, want: ["auth_error", false] },
  ] as const;
  it.for(replies)("judges $responseCode of $code", ({ code, responseCode, want }, { expect }) => {
    const response = `${responseCode} told`;
    expect(smtpFailure({ message: "m", code, responseCode, response })).toEqual({
      ok: false,
      reason: want[0],
      recoverable: want[1],
      status: String(responseCode),
      answer: response,
    });
  });

  const breaks = [
    { code: "ETIMEDOUT", want: ["timeout", true] },
    { code: "ESOCKET", want: ["network", true] },
    { code: "ECONNECTION", want: ["network", true] },
    { code: "EPROTOCOL", want: ["network", true] },
    { code: "ECONNREFUSED", want: ["network", true] },
    { code: undefined, want: ["network", true] },
    { code: "ETLS", want: ["network", true] },
    { code: "EENVELOPE", want: ["client_error", false] },
    { code: "EMESSAGE", want: ["client_error", false] },
  ] as const;
  it.for(breaks)("judges $code without a reply", ({ code, want }, { expect }) => {
    expect(smtpFailure({ message: "broke", code })).toEqual({
      ok: false,
      reason: want[0],
      recoverable: want[1],
      status: "-",
      answer: "broke",
    });
  });

  it("keeps a refused STARTTLS for another try, and says that nothing was sent", ({ expect }) => {
    const refused = { message: "m", code: "ETLS", responseCode: 502, response: "502 No" };
    expect(smtpFailure(refused)).toMatchObject({
      recoverable: true,
      reason: "server_error",
      status: "502",
      answer: "No mail sent, STARTTLS was refused: 502 No",
    });
  });
});

describe("bindingFailure", () => {
  const codes = [
    ["E_RATE_LIMIT_EXCEEDED", "rate_limited", true],
    ["E_DAILY_LIMIT_EXCEEDED", "rate_limited", true],
    ["E_INTERNAL_SERVER_ERROR", "server_error", true],
    ["E_DELIVERY_FAILED", "server_error", true],
    ["E_SENDER_NOT_VERIFIED", "auth_error", false],
    ["E_SENDER_DOMAIN_NOT_AVAILABLE", "auth_error", false],
    ["E_VALIDATION_ERROR", "client_error", false],
    ["E_FIELD_MISSING", "client_error", false],
    ["E_TOO_MANY_RECIPIENTS", "client_error", false],
    ["E_RECIPIENT_NOT_ALLOWED", "client_error", false],
    ["E_RECIPIENT_SUPPRESSED", "client_error", false],
    ["E_CONTENT_TOO_LARGE", "client_error", false],
    ["E_HEADER_NOT_ALLOWED", "client_error", false],
    ["E_HEADERS_TOO_LARGE", "client_error", false],
  ] as const;
  it.for(codes)("judges %s", ([code, reason, recoverable], { expect }) => {
    expect(bindingFailure(Object.assign(new Error("told"), { code }))).toEqual({
      ok: false,
      recoverable,
      reason,
      status: code,
      answer: "told",
    });
  });

  it.for([
    new Error("Network connection lost."),
    Object.assign(new Error("x"), { code: 17 }),
    "text",
    undefined,
  ])("takes %s, which has no code of the service, for a break on the way", (thrown, { expect }) => {
    expect(bindingFailure(thrown)).toMatchObject({ recoverable: true, reason: "network", status: "-" });
  });
});
