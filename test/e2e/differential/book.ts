import type { Labels } from "../../../src/alert/labels.ts";
import { defined } from "../../../src/config/defined.ts";
import type { AlertSpec, Moment } from "./case.ts";
import type { SilenceBook } from "./draw-silence.ts";

/** What goes on in a case, as far as the choice of its next step needs to know. */
export interface Book {
  /** Of the case. */
  readonly id: string;
  readonly alerts: readonly Labels[];
  /** How many beats `resolve_timeout` lasts. */
  readonly timeout: number;
  /** Alerts that fire, and what was last said of them. */
  readonly firing: Map<Labels, Said>;
  /** The last beat at whose edge an alert may have ended. */
  readonly ended: Map<Labels, number>;
  readonly silences: SilenceBook;
  /** Taken ones. */
  slots: number;
}

interface Said {
  readonly starts?: Moment;
  /** The beat at whose edge it ends. */
  readonly until: number;
  /** By a request, and not by `resolve_timeout`. */
  readonly isNamed: boolean;
  readonly annotations?: Labels;
}

export function emptyBook(id: string, alerts: readonly Labels[], timeout: number): Book {
  const silences = { id, names: [] };
  return { id, alerts, timeout, firing: new Map(), ended: new Map(), silences, slots: 0 };
}

export function quietAlerts({ alerts, firing }: Book): readonly Labels[] {
  return alerts.filter((labels) => !firing.has(labels));
}

/** What ended before this beat fires no more. */
export function turnTo(book: Book, beat: number): void {
  for (const [labels, { until }] of book.firing) if (until < beat) book.firing.delete(labels);
}

/** What the alert is after this post; an end that was named is kept when it is later, as upstream merges. */
export function remember(book: Book, alert: AlertSpec, beat: number): void {
  const labels = book.alerts.find((one) => one === alert.labels);
  if (labels === undefined) return;
  const before = book.firing.get(labels);
  const ends = alert.ends?.beat ?? beat + Math.floor(book.timeout);
  const isKept = ends >= beat && before?.isNamed === true;
  const until = isKept ? Math.max(before.until, ends) : ends;
  const isNamed = isKept || alert.ends !== undefined;
  book.ended.set(labels, until);
  book.firing.delete(labels);
  if (until < beat) return;
  const { starts, annotations } = alert;
  book.firing.set(labels, { until, isNamed, ...defined({ starts, annotations }) });
}
