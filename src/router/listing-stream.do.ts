import { ok, type Result } from "../alert/result.ts";
import { listAlerts } from "./listing.ts";
import type { AlertQuery } from "./listing-filter.ts";
import { listGroups } from "./listing-groups.ts";
import type { Listed } from "./rpc.ts";
import type { RouterState } from "./state.ts";

export function streamAlerts(state: RouterState, query: AlertQuery, now: number): Listed {
  return inJson(listAlerts(state, query, now));
}

export function streamGroups(state: RouterState, query: AlertQuery, now: number): Listed {
  return inJson(listGroups(state, query, now));
}

/**
 * The front Worker has little CPU time to write a long list, and may not be handed one: what crosses to it as a value may
 * take 32 MiB at most (Workers RPC limits). A stream it only passes on.
 */
function inJson(listed: Result<readonly object[], string>): Listed {
  return listed.ok ? ok(new Blob([JSON.stringify(listed.value), "\n"]).stream()) : listed;
}
