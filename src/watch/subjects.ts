import type { SubjectState } from "./flip.ts";
import type { HeartbeatState } from "./heartbeat.ts";
import { countedSight, lookedAt, type ProbeStanding } from "./standing.ts";

/** A heartbeat as its record of uptime wants it. */
export function heartbeatSubject(heartbeat: HeartbeatState, isMuted: boolean, now: number): SubjectState {
  const { name, status, reason, since, text } = heartbeat;
  const subject = `heartbeat/${name}` as const;
  const said = reason === "failed" && text !== "" ? `: ${text}` : "";
  switch (status) {
    case "waiting":
      return { subject, state: "unknown", since, muted: false, cause: "never seen" };
    case "alive":
      return { subject, state: "up", since, muted: false, cause: "" };
    case "missing":
      return { subject, state: "down", since, muted: isMuted, cause: `${reason ?? "missed"}${said}` };
    case "paused":
      return pausedSubject(heartbeat, now);
  }
}

/** Nobody is told of a paused one, but its record goes on: what it misses is muted downtime. */
function pausedSubject({ name, lastPingAt, since, deadlineAt }: HeartbeatState, now: number): SubjectState {
  const subject = `heartbeat/${name}` as const;
  if (lastPingAt === null) return { subject, state: "unknown", since, muted: false, cause: "never seen" };
  if (now <= deadlineAt) return { subject, state: "up", since: lastPingAt, muted: false, cause: "" };
  return { subject, state: "down", since: deadlineAt, muted: true, cause: "missed" };
}

/** A probe in the same words; undefined before its first report. */
export function probeSubject(standing: ProbeStanding, now: number): SubjectState | undefined {
  const { config, report, isPaused } = standing;
  if (report === undefined) return undefined;
  const subject = `probe/${config.name}` as const;
  const sight = countedSight({ ...standing, isPaused: false }, now);
  const { state, since, reason } = report;
  if (sight === state) return { subject, state, since, muted: isPaused, cause: reason };
  const cause = "no prober has spoken of it";
  return { subject, state: "unknown", since: lookedAt(standing), muted: isPaused, cause };
}
