import { describe, it } from "vitest";
import { compileMatcher } from "../../../src/alert/matcher.ts";
import { BODY_CHARS_PER_ROW } from "../../../src/router/long-bodies.ts";
import { migrate } from "../../../src/router/schema.ts";
import { SqlStore } from "../../../src/router/sql-store.ts";
import type { StoredStanding } from "../../../src/router/store.ts";
import type { Silence } from "../../../src/silence/silence.ts";
import { firstVerdict } from "../../../src/watch/settle-verdict.ts";
import { alertOf, source } from "../alert/sources.ts";
import { content, entry, row } from "../notify/rows.ts";
import { alive } from "../watch/watched.ts";
import { attemptOf } from "./attempt.ts";
import { TestSql } from "./sqlite.ts";

function open(): { readonly sql: TestSql; readonly store: SqlStore } {
  const sql = new TestSql();
  migrate(sql.storage);
  return { sql, store: new SqlStore(sql.storage) };
}

/** Another process on the same storage. */
function reopen({ sql }: { readonly sql: TestSql }): SqlStore {
  return new SqlStore(sql.storage);
}

const group = {
  id: "chat\u0000{}:{}",
  receiver: "chat",
  key: "{}:{}",
  labels: {},
  groupIntervalMs: 300_000,
  firstFlushAt: 1,
  flushedAt: 2,
};
const log = {
  groupId: "g",
  integration: "chat/webhook/0",
  entry: entry({ firing: ["a"], state: { id: "1" } }),
};
const probeStanding: StoredStanding = {
  probe: "ssh",
  report: { probe: "ssh", region: "weur", state: "up", since: 1, reason: "", lastRunAt: 2, durationMs: 3 },
  look: { kind: "up", at: 2, reason: "" },
};
const attempt = attemptOf();

function silence(): Silence {
  const matcher = compileMatcher("instance", "=~", "web-.*");
  if (!matcher.ok) throw new Error(matcher.error);
  return {
    id: "s1",
    matchers: [matcher.value],
    startsAt: 1,
    endsAt: 2,
    updatedAt: 1,
    createdBy: "anybody",
    comment: "c",
    annotations: {},
    identity: "operator",
  };
}

describe("SqlStore", () => {
  it("gives back everything that was put, to another process", ({ expect }) => {
    const opened = open();
    opened.store.putAlert(alertOf({ am: source() }));
    opened.store.putGroup(group);
    opened.store.putLog(log);
    opened.store.putOutbox(row());
    opened.store.putHeartbeat(alive(1));
    opened.store.putStanding(probeStanding);
    opened.store.putLastRuns({ ssh: 7 });
    opened.store.putVerdict(firstVerdict(1));
    const snapshot = reopen(opened).load();
    expect(snapshot).toEqual({
      alerts: [alertOf({ am: source() })],
      groups: [group],
      logs: [log],
      outbox: [row()],
      lastDelivery: 0,
      silences: [],
      heartbeats: [alive(1)],
      standings: [probeStanding],
      lastRuns: { ssh: 7 },
      verdict: firstVerdict(1),
    });
  });

  it("forgets a heartbeat and a probe that are gone", ({ expect }) => {
    const opened = open();
    opened.store.putHeartbeat(alive(1));
    opened.store.putStanding(probeStanding);
    opened.store.deleteHeartbeat("watchdog");
    opened.store.deleteStanding("ssh");
    expect(reopen(opened).load()).toMatchObject({ heartbeats: [], standings: [] });
  });

  it("writes one row for a ping, a report, the last runs of all probes, and a verdict", ({ expect }) => {
    const { store } = open();
    for (const put of [
      () => store.putHeartbeat(alive(1)),
      () => store.putStanding(probeStanding),
      () => store.putLastRuns({ ssh: 7, web: 8 }),
      () => store.putVerdict(firstVerdict(1)),
    ]) {
      const before = store.rowsWritten;
      put();
      put();
      expect(store.rowsWritten - before).toBeLessThanOrEqual(2);
    }
  });

  it("begins its record of uptime anew with every load, for a turn may have failed", ({ expect }) => {
    const opened = open();
    const up = { subject: "probe/ssh", state: "up", since: 1, muted: false, cause: "" } as const;
    opened.store.load();
    expect(opened.store.uptime.observe(up, 1)).toBe(true);
    opened.sql.exec("DELETE FROM flips");
    opened.store.load();
    expect(opened.store.uptime.observe(up, 1)).toBe(true);
    expect(opened.store.uptime.observe(up, 2)).toBe(false);
  });

  it("gives back silences with matchers that match", ({ expect }) => {
    const opened = open();
    opened.store.putSilence(silence());
    const [read] = reopen(opened).load().silences;
    expect(read).toMatchObject({ id: "s1", identity: "operator", createdBy: "anybody" });
    expect(read?.matchers.map((one) => one.matches({ instance: "web-1" }))).toEqual([true]);
  });

  it("replaces what has the same key, and keeps what has another", ({ expect }) => {
    const opened = open();
    opened.store.putOutbox(row());
    opened.store.putOutbox(row({ version: 7 }));
    opened.store.putOutbox(row({ integration: "chat/webhook/1" }));
    const versions = opened.store.load().outbox.map(({ integration, version }) => [integration, version]);
    expect(versions).toEqual([
      ["chat/webhook/0", 7],
      ["chat/webhook/1", 0],
    ]);
  });

  it("deletes what it is told to, and minds no absent one", ({ expect }) => {
    const { store, sql } = open();
    store.putAlert(alertOf({}));
    store.putGroup(group);
    store.putLog(log);
    store.putOutbox(row());
    store.putSilence(silence());
    for (let i = 0; i < 2; i += 1) {
      store.deleteAlert("f");
      store.deleteGroup(group.id);
      store.deleteLog(log.groupId, log.integration);
      store.deleteOutbox("g", "chat/webhook/0");
      store.deleteSilence("s1");
    }
    const tables = ["alerts", "groups", "notification_log", "outbox", "silences"];
    expect(tables.map((table) => sql.count(table))).toEqual([0, 0, 0, 0, 0]);
  });

  it("counts one row for each put and each delete: what the platform bills", ({ expect }) => {
    const { store } = open();
    store.putAlert(alertOf({}));
    store.putGroup(group);
    store.putLog(log);
    store.putOutbox(row());
    store.addAttempt(row(), attempt);
    expect(store.rowsWritten).toBe(5);
    store.deleteOutbox("g", "chat/webhook/0");
    store.deleteOutbox("g", "chat/webhook/0");
    expect(store.rowsWritten).toBe(6);
  });
});

describe("bodies beyond one row", () => {
  // 40,000 alerts of one group, decided and never delivered: 1.5 MB of fingerprints.
  const many = Array.from({ length: 40_000 }, (_, i) => i.toString(16).padStart(16, "0"));
  const big = row({ content: content({ firing: many }), undelivered: many });

  it("are kept whole: the outbox row and the log of a group of 40,000 alerts", ({ expect }) => {
    const opened = open();
    opened.store.putOutbox(big);
    opened.store.putLog({ ...log, entry: entry({ firing: many, resolved: many, owed: many }) });
    const snapshot = reopen(opened).load();
    expect(snapshot.outbox).toEqual([big]);
    expect(snapshot.logs[0]?.entry.owed).toEqual(many);
    expect(opened.sql.count("body_parts")).toBeGreaterThan(2);
  });

  const wide = "\u0001".repeat(4_096);
  const labels = Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [`${i}${wide}`.slice(0, 4_096), wide]),
  );
  const annotations = Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [`a${i}`, '"\n'.repeat(4_096)]),
  );

  it("are kept whole: an alert whose every label and annotation is as long as it may be", ({ expect }) => {
    const opened = open();
    const alert = alertOf({ am: source() }, { labels, annotations });
    opened.store.putAlert(alert);
    expect(reopen(opened).load().alerts).toEqual([alert]);
  });

  it("are kept whole: a group by all of them", ({ expect }) => {
    const opened = open();
    const wideGroup = { ...group, labels, key: JSON.stringify(labels) };
    opened.store.putGroup(wideGroup);
    expect(reopen(opened).load().groups).toEqual([wideGroup]);
  });

  it("lose no half of a character where they are cut", ({ expect }) => {
    for (const shift of ["", "x"]) {
      const opened = open();
      const alert = alertOf({}, { annotations: { text: shift + "😀".repeat(BODY_CHARS_PER_ROW) } });
      opened.store.putAlert(alert);
      expect(reopen(opened).load().alerts).toEqual([alert]);
    }
  });

  it("leave no part behind when they shrink or go, also after a restart", ({ expect }) => {
    const opened = open();
    opened.store.putOutbox(big);
    const later = reopen(opened);
    later.load();
    later.putOutbox(row());
    expect(opened.sql.count("body_parts")).toBe(0);
    expect(later.load().outbox).toEqual([row()]);
    later.putOutbox(big);
    later.deleteOutbox("g", "chat/webhook/0");
    expect([opened.sql.count("body_parts"), opened.sql.count("outbox")]).toEqual([0, 0]);
  });

  it("cost nothing where there are none", ({ expect }) => {
    const { store, sql } = open();
    const asked: string[] = [];
    const exec = sql.exec.bind(sql);
    sql.exec = ((query: string, ...bindings: unknown[]) => {
      asked.push(query);
      return exec(query, ...bindings);
    }) as typeof sql.exec;
    store.putOutbox(row());
    store.deleteOutbox("g", "chat/webhook/0");
    expect(asked.filter((query) => query.includes("body_parts"))).toEqual([]);
  });

  it("take rows of BODY_CHARS_PER_ROW, which the platform's limit allows in any script", ({ expect }) => {
    const { store, sql } = open();
    store.putAlert(alertOf({}, { annotations: { text: "字".repeat(2 * BODY_CHARS_PER_ROW) } }));
    const lengths = sql
      .exec<{ n: number }>(
        "SELECT length(CAST(body AS BLOB)) AS n FROM body_parts UNION ALL SELECT length(CAST(body AS BLOB)) FROM alerts",
      )
      .toArray()
      .map(({ n }) => n);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3 * BODY_CHARS_PER_ROW);
    expect(3 * BODY_CHARS_PER_ROW).toBeLessThan(2_000_000);
  });
});
