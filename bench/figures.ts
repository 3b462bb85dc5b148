/** What one contestant did in one round. */
export interface Figures {
  readonly idleP50Ms: number;
  readonly idleP99Ms: number;
  /** Of the disk by itself, in the same minute: each alert waits for it. */
  readonly syncP99Ms: number;
  readonly stormSeconds: number;
  readonly rssMiB: number;
  readonly alertsPerSecond: number;
  /** One alert in a request, in turns with the two below it: while many are active, while few are, and a bare workerd. */
  readonly singlesPerSecond: number;
  readonly fewSinglesPerSecond: number;
  readonly helloPerSecond: number;
  /** The same while many are active and `SILENCES` are in force, in turns with few and none. */
  readonly silencedSinglesPerSecond: number;
  readonly unsilencedSinglesPerSecond: number;
  /** Posts of one new alert each, in turns: while few are active; while many are, and `SILENCES` are in force. */
  readonly fewNewPerSecond: number;
  readonly silencedNewPerSecond: number;
}
