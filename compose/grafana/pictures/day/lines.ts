import type { Line } from "../loki.ts";
import { DAY } from "./series.ts";
import { noise } from "./shape.ts";
import { isDown, MIDNIGHT } from "./story.ts";
import type { Writer } from "./writer.ts";
import { writers } from "./writers.ts";

/** Every line that Loki has of the day, in the order of their times. */
export function linesOfDay(): readonly Line[] {
  return writers.flatMap(linesOf).toSorted((a, b) => a.at - b.at);
}

function linesOf({ labels, perMinute, line }: Writer): readonly Line[] {
  const name = Object.values(labels).join();
  return Array.from({ length: DAY }, (_, minute) => minute).flatMap((minute) => {
    if (isDown(labels["host"] ?? "", minute)) return [];
    // Half a line a minute is one in every second minute, by chance.
    const count = Math.floor(perMinute(minute) + (noise(name, minute) + 1) / 2);
    return Array.from({ length: count }, (_, index) => {
      const random = (what: string) => (noise(`${name} ${what} ${index}`, minute) + 1) / 2;
      const at = MIDNIGHT + 60_000 * minute + Math.floor((60_000 * (index + random("at") * 0.9)) / count);
      return { labels, at, ...line((at - MIDNIGHT) / 60_000, random) };
    });
  });
}
