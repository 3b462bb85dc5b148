import type { Labels } from "../../../src/alert/labels.ts";
import { defined } from "../../../src/config/defined.ts";
import type { AlertSpec, Moment } from "./case.ts";
import type { SilenceBook } from "./draw-silence.ts";
import { AT } from "./timeline.ts";

/** What goes on in a case, as far as the choice of its next step needs to know. */
export interface Book {
  /** Of the case. */
  readonly id: string;
  readonly alerts: readonly Labels[];
  /** How many beats `resolve_timeout` lasts. */
  readonly timeout: number;
  /** Alerts that fire, and what was last said of them. */
  readonly firing: Map<Labels, Said>;
  /** When an alert ends or ended, in beats. */
  readonly ended: Map<Labels, number>;
  readonly silences: SilenceBook;
  /** Taken ones. */
  slots: number;
}

/** What its last post said, and what that made of it; times in beats. */
interface Said {
  readonly starts?: Moment;
  readonly annotations?: Labels;
  readonly from: number;
  readonly to: number;
  /** Its end is `resolve_timeout`'s. */
  readonly isTimeout: boolean;
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
  for (const [labels, { to }] of book.firing) if (to < beat) book.firing.delete(labels);
}

/** What the alert is after this post, merged as upstream merges. */
export function remember(book: Book, alert: AlertSpec, beat: number): void {
  const labels = book.alerts.find((one) => one === alert.labels);
  if (labels === undefined) return;
  const { starts, ends, annotations } = alert;
  const to = ends === undefined ? beat + book.timeout : ends.beat + AT.edge;
  const young = { from: edgeOf(starts) ?? edgeOf(ends) ?? beat, to, isTimeout: ends === undefined };
  const old = book.firing.get(labels);
  const span = old === undefined ? young : merged(old, young, beat);
  book.ended.set(labels, span.to);
  book.firing.delete(labels);
  if (span.to > beat) book.firing.set(labels, { ...span, ...defined({ starts, annotations }) });
}

type Span = Pick<Said, "from" | "to" | "isTimeout">;

function merged(old: Span, young: Span, beat: number): Span {
  const isWithin = (time: number) => time > old.from && time < old.to;
  if (!isWithin(young.from) && !isWithin(young.to)) return young;
  const isKept = young.to > beat && !old.isTimeout && old.to > young.to;
  return { from: Math.min(old.from, young.from), to: isKept ? old.to : young.to, isTimeout: young.isTimeout };
}

function edgeOf(moment: Moment | undefined): number | undefined {
  return moment && moment.beat + AT.edge;
}
