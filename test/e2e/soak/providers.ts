import type { Answer, StandIn } from "../harness/stand-in.ts";
import { bodyOf } from "../harness/webhook.ts";
import type { Ledger } from "./ledger.ts";
import type { OutageKind, Plan } from "./plan.ts";
import { PROVIDER_MS } from "./repeats.ts";

/** Of these the first never fails, the second has outages of all kinds, and the third falls silent for long. */
export const STEADY = "/steady";
export const FLAKY = "/flaky";
export const SILENT = "/silent";
export const RECEIVERS = [STEADY, FLAKY, SILENT] as const;

const TAKEN: Answer = { status: 200, delayMs: PROVIDER_MS };

const outageAnswers: Readonly<Record<OutageKind, Answer>> = {
  "rate limited": { status: 429, headers: { "Retry-After": "2" } },
  "server error": { status: 503 },
  hang: "hang",
  reset: "reset",
  // As a load balancer does that has nobody behind it.
  refused: "close",
};

/** What a receiver answers at `elapsedMs`. */
export function answerOf(path: string, plan: Plan, elapsedMs: number): Answer {
  const holds = ({ from, to }: { from: number; to: number }) => from <= elapsedMs && elapsedMs < to;
  if (path === SILENT && holds(plan.silence)) return "hang";
  const outage = path === FLAKY ? plan.outages.find(holds) : undefined;
  return outage === undefined ? TAKEN : outageAnswers[outage.kind];
}

/** Enters what the provider took since the last call. Alerts of the edge's own are nobody's to lose. */
export class Takings {
  readonly #provider: StandIn;
  readonly #ledger: Ledger;
  #entered = 0;

  constructor(provider: StandIn, ledger: Ledger) {
    this.#provider = provider;
    this.#ledger = ledger;
  }

  enter(): void {
    const taken = this.#provider.delivered;
    for (const recorded of taken.slice(this.#entered)) {
      for (const { labels, status } of bodyOf(recorded).alerts) {
        const { id } = labels;
        // Not copied: whether it was heard shows later.
        if (id !== undefined) this.#ledger.tell(recorded.path, id, status, recorded);
      }
    }
    this.#entered = taken.length;
  }
}

/** Every alert is a group of its own, told at once: what was accepted was decided in the same transaction. */
export function routing(url: string): string {
  const [first, ...others] = RECEIVERS.map((path) => path.slice(1));
  const names = [...others, first];
  const routes = names.map(
    (name, index) => `    - { receiver: ${name}, continue: ${index < names.length - 1} }`,
  );
  const receivers = names.map(
    (name) => `  - { name: ${name}, webhook_configs: [{ url: "${url}/${name}" }] }`,
  );
  return `
route:
  receiver: ${first}
  group_by: [alertname, id]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 4h
  routes:
${routes.join("\n")}
receivers:
${receivers.join("\n")}
`;
}
