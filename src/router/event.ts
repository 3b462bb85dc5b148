import type { RefusalReason } from "../alert/incoming.ts";
import type { SkipReason } from "../notify/decide.ts";
import type { FailureReason, NotifyReason } from "../receiver/receiver.ts";
import type { HeartbeatState } from "../watch/heartbeat.ts";
import type { Verdict } from "../watch/verdict.ts";
import type { Attempt } from "./store.ts";

/** What the router tells its shell, which makes metrics and log lines of it. */
export type RouterEvent =
  | { readonly type: "received"; readonly firing: number; readonly resolved: number }
  | { readonly type: "fingerprint_mismatch"; readonly sender: string; readonly count: number }
  | {
      readonly type: "heartbeat";
      readonly heartbeat: string;
      readonly status: HeartbeatState["status"];
      readonly reason: string;
    }
  | { readonly type: "verdict"; readonly verdict: Verdict; readonly why: string }
  | { readonly type: "clock_skew"; readonly sender: string; readonly seconds: number }
  | { readonly type: "refused"; readonly sender: string; readonly reason: RefusalReason }
  | {
      readonly type: "decision";
      readonly groupKey: string;
      readonly receiver: string;
      readonly integration: string;
      readonly notify: boolean;
      readonly reason: NotifyReason | SkipReason;
      readonly firing: number;
      readonly resolved: number;
      readonly muted: number;
    }
  | {
      readonly type: "acknowledged";
      readonly kind: string;
      readonly groupKey: string;
      readonly integration: string;
      readonly at: string;
      readonly by: string;
    }
  | {
      readonly type: "attempt";
      readonly kind: string;
      readonly attempt: Attempt;
      readonly failure?: FailureReason;
      /** From taking in the change to its delivery; only when sent. */
      readonly sinceReceivedMs?: number;
    };
