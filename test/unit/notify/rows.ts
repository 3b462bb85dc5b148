import { EMPTY_ENTRY, type LogEntry } from "../../../src/notify/notification-log.ts";
import type { Content, OutboxRow } from "../../../src/notify/outbox.ts";

export const NOW = 1_000_000_000;

export function content(over: Partial<Content> = {}): Content {
  return { firing: [], resolved: [], unknown: [], ...over };
}

export function row(over: Partial<OutboxRow> = {}): OutboxRow {
  return {
    delivery: 1,
    groupId: "g",
    integration: "chat/webhook/0",
    content: content({ firing: ["a"] }),
    reason: "first notification",
    decidedAt: NOW,
    firstDecidedAt: NOW,
    changedAt: NOW,
    attempt: 0,
    nextAttemptAt: NOW,
    version: 0,
    undelivered: ["a"],
    ...over,
  };
}

export function entry(over: Partial<LogEntry> = {}): LogEntry {
  return { ...EMPTY_ENTRY, at: NOW, ...over };
}
