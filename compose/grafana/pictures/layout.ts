import type { GridPos } from "./board-file.ts";

/** Grafana's grid: 24 columns, rows of 30 pixels, 8 between two panels. */
const COLUMNS = 24;
const ROW_PIXELS = 30;
const GAP = 8;

export const PAGE_WIDTH = 1_600;
/** Around the grid, and above it the title with its variables. */
const MARGIN = 16;
export const HEADER = 76;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel stands on the page. */
export function boxOf({ x, y, w, h }: GridPos): Box {
  const column = (PAGE_WIDTH - 2 * MARGIN + GAP) / COLUMNS;
  return {
    left: Math.round(MARGIN + x * column),
    top: HEADER + y * (ROW_PIXELS + GAP),
    width: Math.round(w * column - GAP),
    height: h * (ROW_PIXELS + GAP) - GAP,
  };
}

/** As high as its lowest panel asks. */
export function pageHeight(panels: readonly { readonly gridPos: GridPos }[]): number {
  return (
    Math.max(...panels.map(({ gridPos }) => boxOf(gridPos)).map(({ top, height }) => top + height)) + MARGIN
  );
}
