import { deflateSync } from "node:zlib";
import { describe, it } from "vitest";
import { rowsOf } from "../../../../compose/grafana/pictures/ask.ts";
import { type Panel, readBoard } from "../../../../compose/grafana/pictures/board-file.ts";
import { judged, mapped, named } from "../../../../compose/grafana/pictures/colours.ts";
import { boxOf, HEADER, PAGE_WIDTH, pageHeight } from "../../../../compose/grafana/pictures/layout.ts";
import { seriesName } from "../../../../compose/grafana/pictures/openmetrics.ts";
import { legend } from "../../../../compose/grafana/pictures/panels/legend.ts";
import { spansOf } from "../../../../compose/grafana/pictures/panels/states.ts";
import { sizeOf, withPalette } from "../../../../compose/grafana/pictures/png.ts";
import { firing, layersOf, secondsOf, shippedRules } from "../../../../compose/grafana/pictures/rules.ts";

function panelOf(board: string, title: string): Panel {
  const found = readBoard(board).panels.find((panel) => panel.title === title);
  if (found === undefined) throw new Error(`Cannot find "${title}" on "${board}"`);
  return found;
}

describe("layout", () => {
  it("fills the width, with a gap between two halves", ({ expect }) => {
    const [left, right] = [boxOf({ x: 0, y: 0, w: 12, h: 8 }), boxOf({ x: 12, y: 0, w: 12, h: 8 })];
    expect(left).toEqual({ left: 16, top: HEADER, width: 780, height: 296 });
    expect(right.left - (left.left + left.width)).toBe(8);
    expect(right.left + right.width).toBe(PAGE_WIDTH - 16);
  });

  it("is as high as the lowest panel asks", ({ expect }) => {
    const panels = [{ gridPos: { x: 0, y: 10, w: 4, h: 8 } }, { gridPos: { x: 4, y: 0, w: 4, h: 20 } }];
    expect(pageHeight(panels)).toBe(HEADER + 20 * 38 - 8 + 16);
  });
});

describe("rules", () => {
  it("come after what they read", ({ expect }) => {
    const rules = [
      { record: "c", expr: "b + a" },
      { record: "b", expr: "rate(a[5m])" },
      { record: "a", expr: "up" },
      { record: "d", expr: "up" },
    ];
    const layers = layersOf(rules).map((layer) => layer.map(({ record }) => record));
    expect(layers).toEqual([["a", "d"], ["b"], ["c"]]);
  });

  it("that read each other are an error, not an endless day", ({ expect }) => {
    const rules = [
      { record: "a", expr: "b" },
      { record: "b", expr: "a" },
    ];
    expect(() => layersOf(rules)).toThrow('Cannot order rules: "a" needs itself');
  });

  it("that are shipped have an order", ({ expect }) => {
    const recorded = shippedRules().filter(({ record }) => record !== undefined);
    expect(layersOf(recorded).flat()).toHaveLength(recorded.length);
  });

  const cases = [
    { name: "at once", forSeconds: 0, times: [0, 60], want: [0, 60] },
    { name: "after its time", forSeconds: 120, times: [0, 60, 120, 180], want: [120, 180] },
    { name: "not after a pause that begins it anew", forSeconds: 120, times: [0, 60, 180, 240], want: [] },
  ];

  it.for(cases)("an alert fires $name", ({ forSeconds, times, want }, { expect }) => {
    expect(
      firing(
        times.map((seconds) => [seconds, 1]),
        forSeconds,
        60,
      ),
    ).toEqual(want);
  });

  it("a duration is seconds", ({ expect }) => {
    expect(["20s", "5m", "1h30m", "2d", "0s"].map(secondsOf)).toEqual([20, 300, 5_400, 172_800, 0]);
  });
});

describe("panels", () => {
  it("a table has a row for each label set, with a column for each query", ({ expect }) => {
    const panel = panelOf("capacity", "Days until a disk is full");
    const labels = (mountpoint: string) => ({ host: "a", mountpoint });
    const answer = (mountpoint: string, value: number) => ({
      labels: labels(mountpoint),
      points: [[0, value]] as const,
    });
    const [a, b, c] = panel.targets;
    if (a === undefined || b === undefined || c === undefined) throw new Error("Cannot find three queries");
    const rows = rowsOf(panel, [
      [a, [answer("/", 3), answer("/srv", 9)]],
      [b, [answer("/", 4)]],
      [c, []],
    ]);
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["a", "/", 3, 4, ""],
      ["a", "/srv", 9, "", ""],
    ]);
  });

  it("what says the same for a while is one span, and nothing is said of a gap", ({ expect }) => {
    const range = { from: 0, to: 600, step: 60 };
    const points = [
      [0, 1],
      [60, 1],
      [120, 0],
      [300, 0],
    ] as const;
    expect(spansOf({ points }, range)).toEqual([
      { from: 0, to: 120, value: 1 },
      { from: 120, to: 180, value: 0 },
      { from: 300, to: 360, value: 0 },
    ]);
  });

  it("a legend that is too long lists the highest, and counts the others", ({ expect }) => {
    const series = Array.from({ length: 30 }, (_, index) => ({
      name: `series ${index}`,
      labels: {},
      points: [[0, index]] as const,
    }));
    const html = legend(panelOf("infrastructure", "CPU trend"), series, 4, 500);
    expect(html.match(/series \d+/g)).toEqual([
      "series 29",
      "series 28",
      "series 27",
      "series 26",
      "series 25",
      "series 24",
      "series 23",
    ]);
    expect(html).toContain("and 23 more");
  });

  it("a value has the colour of the highest bound that it has reached, and words in place of a number", ({
    expect,
  }) => {
    const thresholds = {
      steps: [
        { value: null, color: "green" },
        { value: 0.8, color: "orange" },
        { value: 0.9, color: "red" },
      ],
    };
    expect([0.79, 0.8, 0.95].map((value) => judged(value, thresholds))).toEqual(
      ["green", "orange", "red"].map(named),
    );
    const look = { mappings: [{ type: "value", options: { 0: { text: "down", color: "red" } } }] };
    expect(mapped(0, look)).toEqual({ text: "down", colour: named("red") });
    expect(mapped(1, look)).toBeUndefined();
    expect(() => named("mauve")).toThrow('Cannot draw the colour "mauve"');
  });
});

it("a series is written as OpenMetrics wants it", ({ expect }) => {
  expect(seriesName({ name: "up", labels: { job: "a", path: 'C:\\"x"' } })).toBe(
    String.raw`up{job="a",path="C:\\\"x\""}`,
  );
});

describe("png", () => {
  /** Three pixels wide and two high, the second line as differences to the first. */
  function sample(): Buffer {
    const chunk = (kind: string, data: Buffer) => {
      const framed = Buffer.alloc(12 + data.length);
      framed.writeUInt32BE(data.length, 0);
      framed.write(kind, 4, "latin1");
      data.copy(framed, 8);
      return framed;
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(3, 0);
    header.writeUInt32BE(2, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const lines = Buffer.from([
      ...[0, 255, 0, 0, 0, 255, 0, 0, 0, 255],
      // Up: the same three, but the last is a little lighter.
      ...[2, 0, 0, 0, 0, 0, 0, 3, 3, 0],
    ]);
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    return Buffer.concat([
      signature,
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(lines)),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }

  const coloursOf = (png: Buffer) => {
    const at = png.indexOf("PLTE");
    return png.readUInt32BE(at - 4) / 3;
  };

  it("keeps its size and gets a palette of as many colours as it has, or as it may have", ({ expect }) => {
    const all = withPalette(sample(), 64);
    expect(sizeOf(all)).toEqual({ width: 3, height: 2 });
    expect(coloursOf(all)).toBe(4);
    expect(coloursOf(withPalette(sample(), 3))).toBe(3);
  });
});
