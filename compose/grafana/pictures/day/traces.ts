import { at, noise } from "./shape.ts";
import { DEPLOY, MIDNIGHT } from "./story.ts";

/** What a search in Tempo lists. */
export interface FoundTrace {
  readonly id: string;
  readonly at: number;
  readonly service: string;
  readonly name: string;
  readonly ms: number;
}

const ROOTS = ["GET /articles", "GET /articles/:id", "POST /orders"];

/** Stands in for Tempo's answers: those are the only ones that no program of ours has given. */
export function foundTraces(query: string): readonly FoundTrace[] {
  const isSlow = query.includes("duration >");
  return Array.from({ length: 8 }, (_, index) => {
    const random = (what: string) => (noise(`${query} ${what}`, index) + 1) / 2;
    const minute = isSlow && index < 3 ? at(22) - 95 * index : DEPLOY[1] - 1 - 2 * index;
    return {
      id: traceId(random("id")),
      at: MIDNIGHT + 60_000 * minute + Math.floor(60_000 * random("at")),
      service: "traefik",
      name: ROOTS[Math.floor(ROOTS.length * random("name"))] ?? "GET",
      ms: Math.round(isSlow ? 510 + 900 * random("ms") ** 2 : 40 + 700 * random("ms") ** 2),
    };
  });
}

export function traceId(random: number): string {
  const part = (index: number) =>
    Math.floor(((noise("trace", index + Math.floor(random * 1e6)) + 1) / 2) * 2 ** 32);
  return [0, 1, 2, 3].map((index) => part(index).toString(16).padStart(8, "0")).join("");
}
