import { describe, expect, it } from "vitest";
import { readTable } from "./table.ts";

/** Every table with its rows: one that is lost must be missed. */
const ROWS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "alert-lists": {
    alerts: 12,
    silences: 3,
    receiversShown: 3,
    receivers: 10,
    alertsShown: 11,
    groupsShown: 10,
    rows: 61,
  },
  "alert-merge": { cases: 8 },
  configs: { cases: 34 },
  "config-verdicts": { cases: 609 },
  dedup: { cases: 11 },
  "interval-verdicts": { verdicts: 434, intervals: 300 },
  inhibit: { cases: 21, hasEqual: 5 },
  labels: { fingerprints: 14, alertSort: 4 },
  matchers: { cases: 306 },
  "matcher-verdicts": { cases: 460 },
  matching: { cases: 107, toString: 12 },
  "post-alerts": { cases: 51 },
  "receiver-quoting": { "": 16 },
  "regexp-verdicts": { values: 88, cases: 488 },
  retrier: { cases: 8 },
  routes: { trees: 7, invalid: 13, amtoolRoutingTests: 4, groupsTest: 3 },
  "silence-filter": { silenceFilter: 3, matcherSets: 10 },
  silences: {
    validateMatcher: 22,
    validateSilence: 7,
    canUpdate: 9,
    queryState: 3,
    scenarios: 12,
    upstreamTestSilenceSet: 5,
  },
  timeintervals: { intervals: 15, invalid: 15, timeRanges: 8, muteStages: 15, skipped: 1 },
  truncate: { truncate: 18 },
};

describe("the tables are whole", () => {
  it.for(Object.entries(ROWS))("%s", ([name, rows]) => {
    const table = readTable<Readonly<Record<string, object>>>(name);
    const found = Object.keys(rows).map((part) => Object.keys(part === "" ? table : (table[part] ?? {})));
    expect(found.map((keys) => keys.length)).toEqual(Object.values(rows));
  });
});
