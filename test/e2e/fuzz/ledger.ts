import { caseNumber, type FuzzCase } from "./case.ts";
import { alertContent, silenceContent } from "./content.ts";
import type { Answer } from "./sender.ts";
import { isStored } from "./verdict.ts";

export interface ListedAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ListedSilence {
  readonly id: string;
  readonly comment: string;
  readonly createdBy: string;
  readonly matchers: readonly object[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ListedGroup {
  readonly alerts: readonly ListedAlert[];
}

/** All that one tenant shows. */
export interface Listed {
  readonly alerts: readonly ListedAlert[];
  readonly groups: readonly ListedGroup[];
  readonly silences: readonly ListedSilence[];
}

/** What one tenant must hold by its answers, and what it must not. */
export class Ledger {
  readonly #seed: number;
  readonly #refused = new Set<number>();
  /** What they said, by token. */
  readonly #controls = new Map<string, string>();
  readonly #controlSilences = new Map<string, string>();
  readonly #silences = new Set<string>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  get silences(): readonly string[] {
    return [...this.#silences];
  }

  enter(one: FuzzCase, answer: Answer): void {
    if (one.method !== "POST") return;
    if (!isStored(one, answer)) this.#refused.add(one.number);
    // Sent again it may be taken: there was no room, or its id was not known.
    else this.#refused.delete(one.number);
    if (one.isControl && answer.status === 200) this.#control(one);
    const id = one.key === "POST /api/v2/silences" && answer.status === 200 && idOf(answer.text);
    if (id) this.#silences.add(id);
  }

  /** Every way in which what is stored is not what was answered. */
  faultsOf({ alerts, groups, silences }: Listed): string[] {
    const shown = new Set(alerts.map(({ fingerprint }) => fingerprint));
    const grouped = new Set(groups.flatMap((group) => group.alerts.map(({ fingerprint }) => fingerprint)));
    const ids = new Set(silences.map(({ id }) => id));
    const left = [
      ...alerts.map(({ annotations }) => annotations["fuzz"] ?? ""),
      ...silences.map(({ comment }) => comment),
    ];
    return [
      ...left.filter((token) => this.#isRefused(token)).map((token) => `${token} was refused and is stored`),
      ...this.#changedAlerts(alerts),
      ...this.#changedSilences(silences),
      ...[...shown.symmetricDifference(grouped)].map((one) => `alert ${one} is in one of two lists`),
      ...[...this.#silences].filter((id) => !ids.has(id)).map((id) => `silence ${id} is lost`),
      ...[...ids].filter((id) => !this.#silences.has(id)).map((id) => `silence ${id} was never answered`),
      ...(ids.size === silences.length ? [] : ["a silence is listed twice"]),
      ...(shown.size === alerts.length ? [] : ["an alert is listed twice"]),
    ];
  }

  #control({ key, token, body }: FuzzCase): void {
    const posted = JSON.parse(body?.toString() ?? "");
    if (key === "POST /api/v2/silences") this.#controlSilences.set(token, silenceContent(posted));
    else this.#controls.set(token, alertContent(posted[0]));
  }

  #changedAlerts(alerts: readonly ListedAlert[]): string[] {
    const listed = new Map(alerts.map((alert) => [alert.labels["control"], alert]));
    return [...this.#controls].flatMap(([token, content]) => {
      const alert = listed.get(token);
      if (alert === undefined) return [`${token} is lost`];
      const now = alertContent(alert);
      return now === content ? [] : [`${token} is stored as ${now}, and was posted as ${content}`];
    });
  }

  /** Others may have written over it; what bears its name must be it. */
  #changedSilences(silences: readonly ListedSilence[]): string[] {
    return silences.flatMap((silence) => {
      const content = this.#controlSilences.get(silence.comment);
      const now = silenceContent(silence);
      if (content === undefined || now === content) return [];
      return [`${silence.comment} is stored as ${now}, and was posted as ${content}`];
    });
  }

  #isRefused(token: string): boolean {
    const number = caseNumber(this.#seed, token);
    return number !== undefined && this.#refused.has(number);
  }
}

function idOf(text: string): string | undefined {
  const { silenceID } = JSON.parse(text) as { silenceID?: unknown };
  return typeof silenceID === "string" ? silenceID : undefined;
}
