import { TableCellBackgroundDisplayMode, TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import type {
  DashboardLinkBuilder,
  DataTransformerConfig,
  DynamicConfigValue,
  ThresholdsConfigBuilder,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { type Shown, shown } from "./panel.ts";

/** A label, by its name. */
export interface LabelColumn {
  readonly field: string;
  readonly title?: string;
  readonly links?: readonly DashboardLinkBuilder[];
}

/** What the query says: `Value`, or `Value #A`, `Value #B` where there are several. */
export interface ValueColumn extends LabelColumn {
  readonly unit: string;
  readonly decimals?: number;
  /** The colour of the cell; without it the number is not judged. */
  readonly thresholds?: ThresholdsConfigBuilder;
  readonly mappings?: readonly ValueMapping[];
}

export type Column = LabelColumn | ValueColumn;

/** A row for each label set; only these columns, in this order. What several queries say of a label set is one row. */
export function table(of: Shown, columns: readonly Column[]): TablePanel {
  const panel = shown(new TablePanel(), of).noValue("nothing");
  if (of.queries.length > 1) panel.withTransformation({ id: "merge", options: {} });
  panel.withTransformation(arrangement(columns));
  for (const column of columns) panel.overrideByName(column.title ?? column.field, looksOf(column));
  return panel;
}

function arrangement(columns: readonly Column[]): DataTransformerConfig {
  const named = columns.flatMap(({ field, title }) => (title === undefined ? [] : [[field, title]]));
  return {
    id: "organize",
    options: {
      includeByName: Object.fromEntries(columns.map(({ field }) => [field, true])),
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(named),
    },
  };
}

function looksOf(column: Column): DynamicConfigValue[] {
  const looks: DynamicConfigValue[] = [];
  if (column.links !== undefined) {
    looks.push({ id: "links", value: column.links.map((link) => link.build()) });
  }
  if (!("unit" in column)) return looks;
  looks.push({ id: "unit", value: column.unit });
  if (column.decimals !== undefined) looks.push({ id: "decimals", value: column.decimals });
  if (column.mappings !== undefined) looks.push({ id: "mappings", value: column.mappings });
  if (column.thresholds !== undefined) {
    looks.push(
      { id: "thresholds", value: column.thresholds.build() },
      { id: "custom.cellOptions", value: coloured },
    );
  }
  return looks;
}

const coloured = {
  type: TableCellDisplayMode.ColorBackground,
  mode: TableCellBackgroundDisplayMode.Basic,
};
