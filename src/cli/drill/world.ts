import type { DeliveriesApi } from "../deliveries-ask.ts";
import type { Stage } from "./stage.ts";
import type { V2Api } from "./v2-api.ts";

/** What a drill needs of the outside. */
export interface DrillWorld {
  readonly edge: V2Api;
  readonly deliveries: DeliveriesApi;
  /** Where the alert is posted in place of the edge. */
  readonly alertmanager?: V2Api;
  now(): number;
  /** Rejects when the operator breaks off. */
  sleep(ms: number): Promise<void>;
  tell(stage: Stage): void;
}
