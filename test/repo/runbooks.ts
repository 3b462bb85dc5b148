import type { SourceFile } from "./source.ts";

export const sections = ["Meaning", "Impact", "Diagnosis", "Mitigation"] as const;

/** Names of the alerts that `src` raises itself. */
export function raisedAlerts(files: readonly SourceFile[]): string[] {
  const names = files.flatMap(({ text }) =>
    [...text.matchAll(/\balertname(?:: |", |"\s*:\s*)"(Farwatch\w+)"/g)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].sort();
}

/** What a page lacks of title, sections in order, and something to copy. */
export function pageFaults({ path, text }: SourceFile): string[] {
  const title = /^# (\S+)\n/.exec(text)?.[1];
  const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const hollow = text.split(/^## /m).filter((part) => part.trim().split("\n").length < 3);
  return [
    ...(`${title}.md` === path || path === "TEMPLATE.md" ? [] : [`${path} is titled ${title}`]),
    ...(found.join() === sections.join() ? [] : [`${path} has the sections ${found.join(", ")}`]),
    ...(/^```sh\n/m.test(text) ? [] : [`${path} has no command to copy`]),
    ...hollow.map((part) => `${path} says nothing under ${JSON.stringify(part.split("\n")[0])}`),
  ];
}
