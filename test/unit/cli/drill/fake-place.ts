import type { PostableAlert } from "../../../../src/cli/drill/alert.ts";
import type { Stage } from "../../../../src/cli/drill/stage.ts";
import type { ListedAlert, V2Api } from "../../../../src/cli/drill/v2-api.ts";
import type { DrillWorld } from "../../../../src/cli/drill/world.ts";
import type { Delivery } from "../../../../src/router/delivery.ts";

const START = Date.parse("2026-11-22T10:00:00Z");

/** A clock that only sleeping moves on, and what shall happen at its times. */
export class FakeClock {
  now = START;
  readonly #due: { readonly at: number; run(): void }[] = [];

  after(ms: number, run: () => void): void {
    this.#due.push({ at: this.now + ms, run });
    this.#due.sort((a, b) => a.at - b.at);
  }

  sleep(ms: number): void {
    const end = this.now + ms;
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}

/** An Alertmanager or an edge without a network; its clock may be ahead. */
export class FakePlace implements V2Api {
  readonly origin: string;
  readonly posts: PostableAlert[] = [];
  listed: ListedAlert[] = [];
  text: string;
  aheadMs = 0;
  /** What it does with what is posted. */
  onPost: (alert: PostableAlert) => void = () => {};
  readonly #clock: FakeClock;

  constructor(clock: FakeClock, origin: string, text: string) {
    this.#clock = clock;
    this.origin = origin;
    this.text = text;
  }

  time(afterMs = 0): string {
    return new Date(this.#clock.now + this.aheadMs + afterMs).toISOString();
  }

  /** Lists an alert as of now. */
  take({ labels }: PostableAlert, status: Partial<ListedAlert["status"]> = {}): void {
    const receivers = [{ name: "pager" }, { name: "chat" }];
    const times = { startsAt: this.time(), updatedAt: this.time() };
    const full = { silencedBy: [], inhibitedBy: [], ...status };
    this.listed.push({ labels: { ...labels }, fingerprint: "f1", ...times, receivers, status: full });
  }

  async post(alert: PostableAlert): Promise<void> {
    this.posts.push(alert);
    this.onPost(alert);
  }

  async drills(): Promise<readonly ListedAlert[]> {
    return this.listed.filter(({ labels }) => labels["alertname"] === "FarwatchDrill");
  }

  async named(fingerprint: string): Promise<ListedAlert | undefined> {
    return this.listed.find((alert) => alert.fingerprint === fingerprint);
  }

  async routing(): Promise<string> {
    return this.text;
  }
}

/** Everything that a drill sees: the edge takes each post at once, and decides nothing unless a test says so. */
export class FakeWorld implements DrillWorld {
  readonly clock = new FakeClock();
  readonly edge: FakePlace;
  readonly stages: Stage[] = [];
  readonly queries: URLSearchParams[] = [];
  alertmanager?: FakePlace;
  all: Delivery[] = [];

  constructor(routing: string) {
    this.edge = new FakePlace(this.clock, "https://edge.test", routing);
    this.edge.onPost = (alert) => {
      if (alert.endsAt !== undefined) this.edge.listed = [];
      else if (this.edge.listed.length === 0) this.edge.take(alert);
    };
  }

  readonly deliveries = {
    list: async (query: URLSearchParams) => {
      this.queries.push(query);
      const states = query.getAll("state");
      const group = query.get("group") ?? "";
      const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
      const found = this.all.filter(
        (one) =>
          (states.length === 0 || states.includes(one.state)) &&
          one.groupKey.includes(group) &&
          Date.parse(one.decidedAt) >= since,
      );
      return { deliveries: found.toReversed().slice(0, Number(query.get("limit") ?? 50)) };
    },
  };

  now(): number {
    return this.clock.now;
  }

  async sleep(ms: number): Promise<void> {
    this.clock.sleep(ms);
  }

  tell(stage: Stage): void {
    this.stages.push(stage);
  }
}
