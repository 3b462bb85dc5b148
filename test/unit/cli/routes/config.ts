import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scratch } from "../scratch.ts";

/** A tree with each thing that a route can say; `nights` holds from 22:00 to 06:00 UTC. */
export const TREE = `
route:
  receiver: default
  group_by: [severity, alertname]
  repeat_interval: 12h
  routes:
    - matchers: ['team="db"', 'env=~"prod|stage"']
      receiver: dba
      group_by: ['...']
      continue: true
      routes:
        - matchers: ['severity="critical"']
          receiver: pager
          group_wait: 0s
          group_interval: 90s
          active_time_intervals: [hours]
          mute_time_intervals: [lunch]
        - group_wait: 1m
    - match_re: { team: "d.*" }
      receiver: chat
      mute_time_intervals: [nights]
receivers: [{ name: default }, { name: dba }, { name: pager }, { name: chat }]
time_intervals:
  - name: nights
    time_intervals:
      - times: [{ start_time: "22:00", end_time: "24:00" }, { start_time: "00:00", end_time: "06:00" }]
  - { name: hours, time_intervals: [{ times: [{ start_time: "08:00", end_time: "18:00" }] }] }
  - { name: lunch, time_intervals: [{ times: [{ start_time: "12:00", end_time: "13:00" }] }] }
`;

export async function configFile(text = TREE): Promise<string> {
  const path = join(await scratch(), "alertmanager.yml");
  await writeFile(path, text);
  return path;
}
