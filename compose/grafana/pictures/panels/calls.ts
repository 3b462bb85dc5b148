import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import { FAINT, named, PAGE, PANEL, TEXT } from "../colours.ts";
import type { Answered } from "../prometheus.ts";
import { formatValue } from "../units.ts";
import { FONT } from "./chart.ts";
import { lastOf } from "./last.ts";

const RADIUS = 30;

/** Services from left to right, in the order of their calls. */
export function calls(all: readonly Answered[], width: number, height: number): string {
  const edges = all.map(({ labels, points }) => ({
    from: labels["client"] ?? "",
    to: labels["server"] ?? "",
    rate: lastOf(points) ?? 0,
  }));
  const depths = depthsOf(edges);
  const layers = [...Map.groupBy(depths.keys(), (name) => depths.get(name) ?? 0)].toSorted(
    ([a], [b]) => a - b,
  );
  const places = new Map(
    layers.flatMap(([depth, names]) =>
      names.map((name, index) => {
        const x = RADIUS + 26 + (depth * (width - 2 * RADIUS - 52)) / Math.max(1, layers.length - 1);
        return [name, { x, y: ((index + 0.5) * height) / names.length - 8 }] as const;
      }),
    ),
  );
  const lines = edges.map(({ from, to, rate }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined) return "";
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 6 };
    return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="${FAINT}" stroke-opacity=".5" stroke-width="2"/><text x="${middle.x}" y="${middle.y}" fill="${TEXT}" stroke="${PANEL}" stroke-width="5" paint-order="stroke" text-anchor="middle">${formatValue(rate, "reqps")}</text>`;
  });
  const nodes = [...places].map(([name, { x, y }]) => {
    const rate = edges.filter(({ to }) => to === name).reduce((sum, one) => sum + one.rate, 0);
    const said = rate === 0 ? "" : formatValue(rate, "short");
    return `<circle cx="${x}" cy="${y}" r="${RADIUS}" fill="${PAGE}" stroke="${named("green")}" stroke-width="3"/><text x="${x}" y="${y + 4}" fill="${TEXT}" text-anchor="middle">${said}</text><text x="${x}" y="${y + RADIUS + 16}" fill="${TEXT}" text-anchor="middle">${escapeHtml(name)}</text>`;
  });
  return `<svg width="${width}" height="${height}" font-family="${FONT}" font-size="12">${lines.join("")}${nodes.join("")}</svg>`;
}

/** How many calls lie between a service and whoever is called by nobody. */
function depthsOf(
  edges: readonly { readonly from: string; readonly to: string }[],
): ReadonlyMap<string, number> {
  const depths = new Map(edges.flatMap(({ from, to }) => [from, to]).map((name) => [name, 0]));
  // One round for each service is enough unless they call in a circle.
  for (let round = 0; round < depths.size; round += 1) {
    for (const { from, to } of edges)
      depths.set(to, Math.max(depths.get(to) ?? 0, Math.min(depths.size, (depths.get(from) ?? 0) + 1)));
  }
  return depths;
}
