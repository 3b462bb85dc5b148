/** A number with its unit as Grafana writes it: https://github.com/grafana/grafana/tree/main/packages/grafana-data/src/valueFormats */
export function formatValue(value: number, unit = "short", decimals?: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const format = formats[unit];
  if (format === undefined) throw new Error(`Cannot format a value in "${unit}"`);
  return format(value, decimals);
}

/** Units that count by 1024: their axes do too. */
export function isBinary(unit = "short"): boolean {
  return unit === "bytes" || unit === "binBps";
}

type Format = (value: number, decimals?: number) => string;

const SI = ["", " K", " Mil", " Bil", " Tri"];

const formats: Readonly<Record<string, Format>> = {
  short: scaled(1000, SI),
  percent: (value, decimals) => `${digits(value, decimals)}%`,
  percentunit: (value, decimals) => `${digits(100 * value, decimals)}%`,
  bytes: scaled(1024, [" B", " KiB", " MiB", " GiB", " TiB"]),
  decbytes: scaled(1000, [" B", " kB", " MB", " GB", " TB"]),
  Bps: scaled(1000, [" B/s", " kB/s", " MB/s", " GB/s"]),
  binBps: scaled(1024, [" B/s", " KiB/s", " MiB/s", " GiB/s"]),
  hertz: scaled(1000, [" Hz", " kHz", " MHz", " GHz"]),
  watt: scaled(1000, [" W", " kW", " MW"]),
  reqps: scaled(1000, [" req/s", " K req/s", " Mil req/s"]),
  celsius: (value, decimals) => `${digits(value, decimals)} °C`,
  s: duration,
  ms: (value, decimals) => duration(value / 1000, decimals),
  h: (value, decimals) => duration(3_600 * value, decimals),
  d: (value, decimals) => duration(86_400 * value, decimals),
  dtdurations: words,
};

function scaled(base: number, names: readonly string[]): Format {
  return (value, decimals) => {
    const steps = Math.floor(Math.log(Math.abs(value)) / Math.log(base) + 1e-9);
    const step = Math.min(Math.max(0, Number.isFinite(steps) ? steps : 0), names.length - 1);
    return digits(value / base ** step, decimals) + (names[step] ?? "");
  };
}

const DURATIONS = [
  ["ns", 1e-9],
  ["µs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["min", 60],
  ["h", 3_600],
  ["d", 86_400],
] as const;
/** Grafana goes on in days up to a week, and says weeks then; a year is easier to read in days. */
const SPELLED: Readonly<Record<string, string>> = { min: " mins", h: " hours", d: " days" };

function duration(seconds: number, decimals?: number): string {
  if (seconds === 0) return "0 s";
  const fits = DURATIONS.findLast(([, size]) => Math.abs(seconds) >= size * (1 - 1e-9)) ?? DURATIONS[0];
  const [name, size] = fits;
  return digits(seconds / size, decimals) + (SPELLED[name] ?? ` ${name}`);
}

const WORDS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `2 days, 4 hours`: as many parts as decimals, and one. */
function words(seconds: number, decimals = 0): string {
  let left = Math.round(seconds);
  const first = WORDS.findIndex(([, size]) => left >= size);
  const parts = WORDS.slice(first === -1 ? WORDS.length - 1 : first).slice(0, decimals + 1);
  const counted = parts.map(([name, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return `${count} ${name}${count === 1 ? "" : "s"}`;
  });
  return counted.join(", ");
}

/** Three digits that say something, unless a number of decimals is wished. */
function digits(value: number, decimals?: number): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return small(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return String(Number(value.toFixed(places)));
}

/** Two digits, written out while that is short. */
function small(value: number): string {
  if (Math.abs(value) < 1e-6) return value.toExponential(1);
  const places = 1 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(places).replace(/0+$/, "");
}
