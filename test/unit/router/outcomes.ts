import type { SendOutcome } from "../../../src/receiver/receiver.ts";

/** What a provider comes to that says nothing of its own. */
export const sent = { ok: true, status: "200", answer: "" } as const satisfies SendOutcome;

export const broken = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "500",
  answer: "",
} as const satisfies SendOutcome;

export const refused = {
  ok: false,
  recoverable: false,
  reason: "client_error",
  status: "400",
  answer: "",
} as const satisfies SendOutcome;
