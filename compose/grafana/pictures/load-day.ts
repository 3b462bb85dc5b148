import { seriesOfDay } from "./day/day.ts";
import { DAY, samplesOf } from "./day/series.ts";
import { MIDNIGHT } from "./day/story.ts";
import type { Samples } from "./openmetrics.ts";
import type { Prometheus, TimeRange } from "./prometheus.ts";
import { firing, layersOf, type Rule, secondsOf, shippedRules } from "./rules.ts";

const DAY_START = MIDNIGHT / 1000;

/** When the pictures are taken. */
const NOW = DAY_START + 60 * DAY;

/** The day itself, at a step that 700 pixels can show. */
export const THE_DAY: TimeRange = { from: DAY_START, to: NOW, step: 120 };
export const THE_WEEK: TimeRange = { from: NOW - 7 * 60 * DAY, to: NOW, step: 900 };

/** Prometheus answers with 11 000 points at most. */
const RECORDED: TimeRange = { from: NOW - 14 * 60 * DAY, to: NOW, step: 120 };
const ALERTED: TimeRange = { ...THE_DAY, step: 60 };

/** Puts the day into Prometheus: what is scraped, and then, layer by layer, what its rules make of it. */
export async function loadDay(prometheus: Prometheus): Promise<void> {
  await prometheus.load(scraped());
  const rules = shippedRules();
  for (const layer of layersOf(rules.filter(({ record }) => record !== undefined))) {
    await prometheus.load(
      await Promise.all(layer.map((rule) => recorded(prometheus, rule))).then((all) => all.flat()),
    );
  }
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  const fired: Samples[] = [];
  for (const alert of alerts) fired.push(...(await alerted(prometheus, alert)));
  await prometheus.load(fired);
}

function* scraped(): Generator<Samples> {
  for (const series of seriesOfDay()) {
    const samples = samplesOf(series).map(([minute, value]) => [DAY_START + 60 * minute, value] as const);
    yield { name: series.name, labels: series.labels, samples };
  }
}

async function recorded(
  prometheus: Prometheus,
  { record = "", expr, labels }: Rule,
): Promise<readonly Samples[]> {
  const answered = await prometheus.range(expr, RECORDED);
  return answered.map(({ labels: own, points }) => {
    const { __name__: _, ...kept } = own;
    return {
      name: record,
      labels: { ...kept, ...labels },
      samples: points.filter(([, value]) => !Number.isNaN(value)),
    };
  });
}

async function alerted(
  prometheus: Prometheus,
  { alert = "", expr, labels, for: wanted }: Rule,
): Promise<readonly Samples[]> {
  const answered = await prometheus.range(expr, ALERTED);
  return answered.map(({ labels: own, points }) => {
    const { __name__: _, ...kept } = own;
    const samples = firing(points, secondsOf(wanted), ALERTED.step).map((seconds) => [seconds, 1] as const);
    return {
      name: "ALERTS",
      labels: { ...kept, ...labels, alertname: alert, alertstate: "firing" },
      samples,
    };
  });
}
