const DAY_MS = 86_400_000;

/** From the largest to the smallest. Years and weeks are written only where nothing is left: 90d reads better than 12w6d. */
const UNITS = [
  { unit: "y", ms: 365 * DAY_MS, onlyWhole: true },
  { unit: "w", ms: 7 * DAY_MS, onlyWhole: true },
  { unit: "d", ms: DAY_MS, onlyWhole: false },
  { unit: "h", ms: 3_600_000, onlyWhole: false },
  { unit: "m", ms: 60_000, onlyWhole: false },
  { unit: "s", ms: 1_000, onlyWhole: false },
  { unit: "ms", ms: 1, onlyWhole: false },
] as const;

/** As Prometheus writes a duration (`1h30m`, `5d`, `0s`). */
export function formatDuration(ms: number): string {
  let rest = ms;
  let text = "";
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.ms);
    if (count === 0 || (unit.onlyWhole && rest % unit.ms !== 0)) continue;
    text += `${count}${unit.unit}`;
    rest -= count * unit.ms;
  }
  return text === "" ? "0s" : text;
}
