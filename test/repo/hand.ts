import type { SourceFile } from "./source.ts";

/** Longest file of `src`: past it a file holds two ideas. */
export const MAX_LINES = 300;

const drawers = /(?:^|\/)(?:utils?|helpers?|types|common|misc)\.ts$/;

/** What the linter cannot know of a file of `src`. */
export function badHabits({ path, text }: SourceFile): string[] {
  const lines = text.split("\n").length - 1;
  return [
    ...(lines > MAX_LINES ? [`${path} has ${lines} lines`] : []),
    ...(drawers.test(path) ? [`${path} is named for no idea`] : []),
    ...[...text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g)].map(([word]) => `${path} says ${word}`),
    ...[...text.matchAll(/(?<=[\n{]\s*)private\s+(?:readonly\s+|async\s+|static\s+)*\w+\s*[(:=<]/g)].map(
      ([field]) => `${path} hides nothing by "${field}": a Durable Object answers it over RPC; use #`,
    ),
    ...[...text.matchAll(/\bfrom\s+"\.[^"]*(?<!\.ts|\.md|\.yaml)"/g)].map(
      ([from]) => `${path} imports ${from} without its extension`,
    ),
  ];
}

/** Comments that switch the compiler off, or the linter where it keeps a law. Its other rules may give way to a reason. */
export function switchedOff({ path, text }: SourceFile): string[] {
  const lawful = "noExplicitAny|noNonNullAssertion|noImportCycles|noBarrelFile|noReExportAll";
  const found = text.matchAll(
    new RegExp(`@ts-(?:ignore|expect-error|nocheck)|biome-ignore(?:-all)? lint/\\w+/(?:${lawful})`, "g"),
  );
  return [...found].map(([comment]) => `${path} has ${comment}`);
}

const foreign = [
  /\b(?:the|this|that|your|system|user) prompts?\b|\bprompts\b/i,
  /\b(?:coding|AI|LLM)[ -](?:agents?|assistants?|sessions?)\b/i,
  /\bsub-?agents?\b/i,
  /\b(?:this|that|a|each|next|previous|later|earlier|other) sessions?\b/i,
  /\bsessions\b/i,
  /\b(?:claude|chatgpt|copilot|openai|anthropic)\b/i,
  /\.\.\/shared\b|\/work\//,
];

/** Words about how the project is made: its files speak of the project alone. */
export function foreignWords({ path, text }: SourceFile): string[] {
  return foreign.flatMap((word) => {
    const [found] = word.exec(text) ?? [];
    return found === undefined ? [] : [`${path} says ${JSON.stringify(found)}`];
  });
}
