import type { Alert, Source } from "../alert/alert.ts";

type StoredSource = Omit<Source, "leaseEndsAt">;
type StoredAlert = Omit<Alert, "sources"> & {
  readonly sources: readonly (readonly [string, StoredSource])[];
};

/** An alert as one JSON text. A lease's end is stored once, as `writtenEndsAt`. */
export function alertToText(alert: Alert): string {
  const sources = [...alert.sources].map(([sender, { leaseEndsAt: _, ...source }]) => [sender, source]);
  return JSON.stringify({ ...alert, sources });
}

export function alertFromText(text: string): Alert {
  // Written by `alertToText` under the same schema version; nobody else writes this column.
  const stored = JSON.parse(text) as StoredAlert;
  const sources = stored.sources.map(
    ([sender, source]) => [sender, { ...source, leaseEndsAt: source.writtenEndsAt }] as const,
  );
  return { ...stored, sources: new Map(sources) };
}
