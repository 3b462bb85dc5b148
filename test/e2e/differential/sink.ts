import { type Recorded, StandIn } from "../harness/stand-in.ts";

export const SIDES = ["alertmanager", "farwatch"] as const;
/** Who said something: both programs have one configuration, and post to one sink. */
export type Side = (typeof SIDES)[number];

/** A notification as it arrived. */
export interface Told {
  readonly side: Side;
  /** Epoch ms. */
  readonly at: number;
  readonly path: string;
  readonly body: unknown;
}

/** Longer than any round. */
const KEEP_ALIVE_MS = 3_600_000;

/** Takes every notification, and knows who sent it. */
export class Sink extends StandIn {
  constructor() {
    // A connection that closes as it is used again is a failed attempt, and a retry would come late.
    super(undefined, { keepAliveTimeout: KEEP_ALIVE_MS });
  }

  get told(): readonly Told[] {
    return this.requests.map(({ at, path, headers, json }) => ({
      side: sideOf(headers),
      at,
      path,
      body: json,
    }));
  }
}

function sideOf(headers: Recorded["headers"]): Side {
  return headers["user-agent"]?.startsWith("Alertmanager/") ? "alertmanager" : "farwatch";
}
