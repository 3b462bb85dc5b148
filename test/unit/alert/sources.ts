import type { Alert, Source } from "../../../src/alert/alert.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";

export const NOW = Date.UTC(2026, 0, 1, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const SPAN = 12 * HOUR;

/** A webhook's claim that an alert fires, renewed now, in one group. */
export function source(over: Partial<Source> = {}): Source {
  return {
    via: "webhook",
    status: "firing",
    startsAt: timestampOf(NOW - HOUR),
    leaseMs: SPAN,
    leaseEndsAt: NOW + SPAN,
    writtenEndsAt: NOW + SPAN,
    renewedAt: NOW,
    contexts: { c1: true },
    ...over,
  };
}

/** A claim last renewed `agoMs` ago, its lease held and written from then. */
export function renewed(agoMs: number, over: Partial<Source> = {}): Source {
  const end = NOW - agoMs + SPAN;
  return source({ renewedAt: NOW - agoMs, leaseEndsAt: end, writtenEndsAt: end, ...over });
}

/** A resolve heard `agoMs` ago. */
export function ended(agoMs: number, over: Partial<Source> = {}): Source {
  const at = NOW - agoMs;
  const ends = { leaseEndsAt: at, writtenEndsAt: at, endsAt: timestampOf(at - 1_000) };
  return source({ status: "resolved", renewedAt: at, contexts: {}, ...ends, ...over });
}

export function alertOf(sources: Readonly<Record<string, Source>>, over: Partial<Alert> = {}): Alert {
  return {
    fingerprint: "f",
    labels: { alertname: "A" },
    annotations: {},
    generatorURL: "",
    status: "firing",
    startsAt: timestampOf(NOW - HOUR),
    receivedAt: NOW - HOUR,
    changedAt: NOW - HOUR,
    sources: new Map(Object.entries(sources)),
    ...over,
  };
}
