import { X509Certificate } from "node:crypto";
import { normalizeFingerprint } from "../../identity/certificate.ts";
import { pairFault } from "../pair-fault.ts";
import { RENEW_BEFORE_MS } from "../pki-standing.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";
import { daysUntil } from "./judge-peer.ts";
import type { DoctorOptions } from "./options.ts";

/** A pair that can be shown, whatever the edge thinks of it. */
export interface Shown {
  readonly check: Check;
  /** Lower-case hex; undefined when the pair cannot be used at all. */
  readonly fingerprint?: string;
}

const NAME = "certificate";

/** The caller's own certificate, before it is shown to anybody. */
export function judgePair(pair: DoctorOptions["pair"], now: number): Shown {
  if (pair === undefined) return { check: unknown(NAME, "not given", "give --cert and --key of a machine") };
  const fault = pairFault(pair.cert, pair.key, { crt: "--cert", key: "--key" });
  if (fault !== undefined) return { check: wrong(NAME, fault, "give the two files of one pair") };
  const certificate = new X509Certificate(pair.cert);
  const fingerprint = normalizeFingerprint(certificate.fingerprint256);
  return { check: judgeDates(certificate, now), fingerprint };
}

function judgeDates(certificate: X509Certificate, now: number): Check {
  const subject = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? certificate.subject;
  const [begin, end] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  const renew = "have a new one signed, and pin it beside the old one: docs/deploy-cloudflare.md, Rotate";
  if (end <= now) return wrong(NAME, `${subject} ended ${certificate.validToDate.toISOString()}`, renew);
  if (begin > now)
    return wrong(NAME, `${subject} begins ${certificate.validFromDate.toISOString()}`, "see the clock");
  const says = `${subject}, ends in ${daysUntil(end, now)}`;
  return end - now > RENEW_BEFORE_MS ? ok(NAME, says) : wrong(NAME, says, renew);
}
