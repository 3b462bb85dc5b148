import type { ReceiverKindConfig } from "../config.ts";
import { writeYaml } from "../go-yaml/write.ts";
import { isGiven, readFields, textOf } from "./field.ts";
import { globalFields, newerGlobals } from "./global.ts";
import { withoutNewer } from "./newer.ts";
import { items, member, parseNodes } from "./node.ts";
import { receivers } from "./receivers.ts";
import { inhibitRules, route, routedReceivers } from "./route.ts";
import { timeIntervals } from "./time-interval.ts";
import { eventRecorder, tracing } from "./unused.ts";

/**
 * The routing file as Alertmanager 0.33.1 shows it in its status: with every default, without secrets, and without what
 * that version could not read back. `text` is a file that was loaded without errors.
 */
export function originalOf(text: string, kinds: readonly ReceiverKindConfig[]): string {
  const root = parseNodes(text);
  const written = (name: string) => member(root, name);
  const node = written("global");
  const global = readFields(globalFields, isGiven(node) ? node : undefined);
  return writeYaml({
    global: withoutNewer(global, readFields(globalFields, undefined), newerGlobals),
    route: route(written("route")),
    inhibit_rules: inhibitRules(written("inhibit_rules")),
    receivers: receivers(kinds, global, routedReceivers(written("route")))(written("receivers")),
    templates: items(written("templates")).map(textOf),
    mute_time_intervals: timeIntervals(written("mute_time_intervals")),
    time_intervals: timeIntervals(written("time_intervals")),
    tracing: tracing(written("tracing")),
    event_recorder: eventRecorder(written("event_recorder")),
  });
}
