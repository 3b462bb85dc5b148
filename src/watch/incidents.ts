import type { Flip, Subject } from "./flip.ts";
import { type Segment, segments } from "./uptime.ts";

/** A time during which a subject was down. */
export interface Incident {
  readonly subject: Subject;
  readonly startedAt: number;
  /** Absent while it lasts. */
  readonly endedAt?: number;
  readonly cause: string;
  readonly durationMs: number;
  /** The part of it inside a mute time interval or a silence. */
  readonly mutedMs: number;
}

/** One subject's incidents that touch the time from `from` to `now`, newest first, each in its full length. */
export function incidents(flips: readonly Flip[], from: number, now: number): Incident[] {
  const found: Incident[] = [];
  let open: Segment[] = [];
  for (const segment of segments(flips, Number.NEGATIVE_INFINITY, now)) {
    if (segment.flip.state === "down") {
      open.push(segment);
      continue;
    }
    if (open.length > 0) found.push(incident(open, segment.from));
    open = [];
  }
  if (open.length > 0) found.push(incident(open, undefined));
  return found.filter(({ endedAt }) => endedAt === undefined || endedAt > from).reverse();
}

/** `parts` follow each other: a silence that begins or ends divides an incident without ending it. */
function incident(parts: readonly Segment[], endedAt: number | undefined): Incident {
  const [first] = parts;
  if (first === undefined) throw new Error("Cannot make an incident of no downtime");
  const length = (segments: readonly Segment[]) =>
    segments.reduce((sum, segment) => sum + segment.to - segment.from, 0);
  return {
    subject: first.flip.subject,
    startedAt: first.from,
    ...(endedAt === undefined ? {} : { endedAt }),
    cause: first.flip.cause,
    durationMs: length(parts),
    mutedMs: length(parts.filter(({ flip }) => flip.muted)),
  };
}
