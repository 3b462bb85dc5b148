import { escapeHtml } from "../../../src/receiver/email/html.ts";
import type { Shown } from "./ask.ts";
import type { Board, Panel } from "./board-file.ts";
import { FAINT, LINE, PAGE, PANEL, TEXT } from "./colours.ts";
import { boxOf, HEADER, PAGE_WIDTH } from "./layout.ts";
import { bars } from "./panels/bars.ts";
import { calls } from "./panels/calls.ts";
import { FONT } from "./panels/chart.ts";
import { dials } from "./panels/dial.ts";
import { graph } from "./panels/graph.ts";
import { heat } from "./panels/heat.ts";
import { lines } from "./panels/lines.ts";
import { pie } from "./panels/pie.ts";
import { rows, traces } from "./panels/rows.ts";
import { stat } from "./panels/stat.ts";
import { states } from "./panels/states.ts";
import type { TimeRange } from "./prometheus.ts";

/** Of a panel's height, what its title takes; and what is left free at its sides. */
const TITLE = 32;
const SIDE = 10;
const LOKI_STEP = 300;

/** A board with what its panels show, as a page of HTML. */
export function pageOf(
  board: Board,
  shown: readonly (readonly [Panel, Shown | undefined])[],
  range: TimeRange,
  when: string,
): string {
  const chosen = board.templating.list.map(({ name, label, includeAll }) => {
    return `<span>${escapeHtml(label ?? name)}</span><b>${includeAll ? "All" : "&nbsp;"}</b>`;
  });
  const panels = shown.map(([panel, what]) => panelOf(panel, what, rangeOf(panel, range)));
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><header><h1>${escapeHtml(board.title)}</h1><p>${chosen.join("")}<em>${escapeHtml(when)}</em></p></header>${panels.join("")}`;
}

/** Bars of counted lines are to be seen one by one. */
export function rangeOf({ datasource }: Panel, range: TimeRange): TimeRange {
  return datasource?.uid === "loki" ? { ...range, step: LOKI_STEP } : range;
}

function panelOf(panel: Panel, shown: Shown | undefined, range: TimeRange): string {
  const { left, top, width, height } = boxOf(panel.gridPos);
  const place = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
  if (panel.type === "row") return `<h2 style="${place}">${escapeHtml(panel.title)}</h2>`;
  const body =
    shown === undefined ? "" : bodyOf(panel, shown, range, width - 2 * SIDE, height - TITLE - SIDE);
  const mark = shown?.kind === "traces" ? "<small>answer made up, no Tempo was asked</small>" : "";
  const nothing = `<div class="nothing">${escapeHtml(panel.fieldConfig.defaults.noValue ?? "No data")}</div>`;
  return `<section style="${place}"><h3>${escapeHtml(panel.title)}${mark}</h3>${body || nothing}</section>`;
}

function bodyOf(panel: Panel, shown: Shown, range: TimeRange, width: number, height: number): string {
  if (isEmpty(shown) && panel.type !== "stat") return "";
  switch (shown.kind) {
    case "rows":
      return rows(panel, shown.rows, height);
    case "lines":
      return lines(shown.lines, height);
    case "traces":
      return traces(panel, shown.traces, height);
    case "calls":
      return calls(shown.calls, width, height);
    case "series":
      return ofSeries(panel, shown.series, range, width, height);
  }
}

function ofSeries(
  panel: Panel,
  series: Extract<Shown, { kind: "series" }>["series"],
  range: TimeRange,
  width: number,
  height: number,
): string {
  switch (panel.type) {
    case "timeseries":
      return graph(panel, series, range, width, height);
    case "stat":
      return stat(panel, series, width, height);
    case "gauge":
      return dials(panel, series, width, height);
    case "bargauge":
      return bars(panel, series, height);
    case "state-timeline":
      return states(panel, series, range, width, height);
    case "heatmap":
      return heat(series, range, width, height);
    case "piechart":
      return pie(series, panel.fieldConfig.defaults.unit, width, height);
    default:
      throw new Error(`Cannot draw a panel of type "${panel.type}"`);
  }
}

/** Whether nothing was found. */
export function isEmpty(shown: Shown): boolean {
  switch (shown.kind) {
    case "series":
      return shown.series.every(({ points }) => points.every(([, value]) => Number.isNaN(value)));
    case "rows":
      return shown.rows.length === 0;
    case "lines":
      return shown.lines.length === 0;
    case "traces":
      return shown.traces.length === 0;
    case "calls":
      return shown.calls.length === 0;
  }
}

const STYLE = `*{box-sizing:border-box}body{margin:0;width:${PAGE_WIDTH}px;background:${PAGE};color:${TEXT};font:13px ${FONT};position:relative}
header{height:${HEADER}px;padding:14px 16px 0}h1{font-size:20px;font-weight:500;margin:0 0 8px}header p{margin:0;display:flex;gap:6px;align-items:center;font-size:12px}
header span{color:${FAINT};margin-left:8px}header span:first-child{margin-left:0}header b{font-weight:400;border:1px solid ${LINE};background:${PANEL};padding:3px 10px;border-radius:3px;min-width:54px}
header em{margin-left:auto;color:${FAINT};font-style:normal}
h2{position:absolute;margin:0;font-size:15px;font-weight:500;display:flex;align-items:center}h2::before{content:"";border:5px solid transparent;border-top:6px solid ${FAINT};margin:6px 8px 0 2px}
section{position:absolute;background:${PANEL};border:1px solid ${LINE};border-radius:3px;padding:0 ${SIDE - 1}px;overflow:hidden}
h3{margin:0;height:${TITLE}px;line-height:${TITLE}px;font-size:13.5px;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}h3 small{float:right;color:${FAINT};font-weight:400;font-size:11px}svg{display:block}
.nothing{height:calc(100% - ${TITLE + SIDE}px);display:flex;align-items:center;justify-content:center;color:${FAINT}}
table{border-collapse:collapse;width:100%;font-size:12px;table-layout:auto}th{text-align:left;font-weight:500}
.legends{display:flex;gap:18px;align-items:flex-start}.legend td,.legend th{height:19px;padding:0 6px;white-space:nowrap;font-size:11.5px;line-height:19px}.legend td:first-child{width:100%;max-width:0;overflow:hidden;text-overflow:ellipsis}.legend td+td,.legend th+th{text-align:right}.legend th{color:#6e9fff;font-size:11px}
.legend i{display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:8px;vertical-align:middle}.more{color:${FAINT}}
.rows th{color:#6e9fff;height:30px;padding:0 8px;white-space:nowrap}.rows td{height:30px;padding:0 8px;border-top:1px solid ${LINE};white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:330px}.number{text-align:right !important}.link{color:#6e9fff}
.stats{display:flex;height:calc(100% - ${TITLE + SIDE}px);width:100%}.stat{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;position:relative;font-weight:500;white-space:nowrap;min-width:0}
.course{position:absolute;left:0;bottom:0}.stat div{position:relative}.side .stat{flex-direction:row;justify-content:space-between;width:100%;padding:0 6px}.name{color:${TEXT};font-size:12px;font-weight:400;text-align:center;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:100%}.dial{flex:1;min-width:0}
.bars{display:grid;align-content:start}.bar{display:grid;grid-template-columns:var(--names) 1fr 74px;gap:10px;align-items:center;min-height:0}.bar span{white-space:nowrap;font-size:12px;overflow:hidden;text-overflow:ellipsis}.bar div{background:#22262b;height:72%;border-radius:2px}.bar div i{display:block;height:100%;border-radius:2px;opacity:.85}.bar b{font-weight:500;text-align:right}
.line{font:11.5px/19px 'Liberation Mono',monospace;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.line i{display:inline-block;width:3px;height:13px;margin-right:8px;vertical-align:-2px}.line time{color:${FAINT};margin-right:10px}`;
