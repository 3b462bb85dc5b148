/**
 * One exposition of several: a metric may be described once only, and its lines must stand together, so the series of
 * two regions cannot simply follow each other.
 */
export function mergeMetrics(texts: readonly string[]): string {
  const metrics = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const text of texts) {
    for (const block of text.split(/^(?=# HELP )/m).filter((part) => part.trim() !== "")) {
      const lines = block.trimEnd().split("\n");
      const head = lines.filter((line) => line.startsWith("#"));
      const key = head[0]?.split(" ", 3)[2] ?? "";
      const metric = metrics.get(key) ?? { head, samples: [] };
      metric.samples.push(...lines.filter((line) => !line.startsWith("#")));
      metrics.set(key, metric);
    }
  }
  return [...metrics.values()].map(({ head, samples }) => `${[...head, ...samples].join("\n")}\n`).join("");
}
