import type { Labels } from "../../../src/alert/labels.ts";

/**
 * A small world of its own and what happens in it, as data: a subtree of routes with its receivers, rules and intervals,
 * and one step for each beat. Everything that can be left out of it has a `key`, by which a case is made smaller.
 */
export interface Case {
  /** The value of the label `case`, by which alerts, silences and routes of one case are told from all others. */
  readonly id: string;
  readonly tree: RouteNode;
  readonly receivers: readonly ReceiverSpec[];
  readonly rules: readonly RuleSpec[];
  readonly intervals: readonly IntervalSpec[];
  readonly steps: readonly Step[];
}

export interface RouteNode {
  readonly key: string;
  /** Name within the case; inherited without one. */
  readonly receiver?: string;
  readonly matchers: readonly string[];
  readonly options: RouteOptions;
  readonly routes: readonly RouteNode[];
}

export interface RouteOptions {
  readonly continue?: boolean;
  readonly groupBy?: readonly string[];
  /** These are in beats. */
  readonly groupWait?: number;
  readonly groupInterval?: number;
  readonly repeatInterval?: number;
  /** Names of intervals within the case. */
  readonly muted?: readonly string[];
  readonly active?: readonly string[];
}

export interface ReceiverSpec {
  readonly name: string;
  readonly webhooks: readonly WebhookSpec[];
}

export interface WebhookSpec {
  readonly key: string;
  readonly sendResolved?: boolean;
  readonly maxAlerts?: number;
}

export interface RuleSpec {
  readonly key: string;
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly equal: readonly string[];
}

export interface IntervalSpec {
  readonly name: string;
  /** `time_intervals` as Alertmanager writes them. */
  readonly times: readonly object[];
}

export type Step =
  | { readonly op: "wait" }
  | {
      readonly op: "post";
      readonly key: string;
      readonly slot: number;
      readonly alerts: readonly AlertSpec[];
    }
  | { readonly op: "silence"; readonly key: string; readonly silence: SilenceSpec }
  | { readonly op: "expire"; readonly key: string; readonly name: string }
  | { readonly op: "query"; readonly key: string; readonly path: string; readonly params: readonly Param[] };

export type Param = readonly [name: string, value: string];

export interface AlertSpec {
  readonly key: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations?: Labels;
  readonly starts?: Moment;
  readonly ends?: Moment;
  readonly generatorURL?: string;
}

/** An edge of the timeline, counted in beats from the beginning of the case, and how it is written. */
export interface Moment {
  readonly beat: number;
  readonly style: MomentStyle;
}

/** `nanoseconds` has more digits than a millisecond. */
export type MomentStyle = "utc" | "offset" | "nanoseconds";

export interface SilenceSpec {
  /** Name within the case; a step with the name of an earlier one changes that silence. */
  readonly name: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly starts: Moment;
  readonly ends: Moment;
  readonly comment: string;
}

export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual?: boolean;
}
