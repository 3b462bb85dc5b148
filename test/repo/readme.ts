import { posix } from "node:path";

/** One command of a shell block: its words, without the variables set for it. */
export type Command = readonly string[];

/** What a command may name: read from the repository, or made up by a test. */
export interface Known {
  readonly scripts: Readonly<Record<string, string>>;
  isProgram(name: string): boolean;
  isFile(path: string): boolean;
  /** The text of `farwatch <command> --help`; undefined for a command that is not there. */
  helpOf(command: string): string | undefined;
}

export function blocksOf(markdown: string, language: string): string[] {
  // A block inside a list item is indented with it.
  const blocks = markdown.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\`$`, "gm"));
  return [...blocks].map(([, indent = "", text = ""]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

export function commandsOf(markdown: string): Command[] {
  const lines = blocksOf(markdown, "sh").flatMap((block) =>
    block.replace(/([\\|])\n\s*/g, joined).split("\n"),
  );
  return lines
    .map((line) => line.replace(/(?:^|\s)#\s.*$/, "").trim())
    .flatMap((line) => line.split(/\s*(?:&&|;|\|)\s*/))
    .filter((command) => command !== "")
    .map((command) => wordsOf(command).filter((word, at, all) => !isAssignment(word, all.slice(0, at))));
}

function joined(_: string, end: string): string {
  return end === "|" ? "| " : " ";
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word);
}

function isAssignment(word: string, before: readonly string[]): boolean {
  return /^[A-Z_]+=/.test(word) && before.every((one) => /^[A-Z_]+=/.test(one));
}

/** Why a reader who copies this command would be disappointed. */
export function commandFaults(command: Command, known: Known): string[] {
  const [program = "", ...args] = command;
  const missing = args
    .map((word) => word.replace(/^@/, ""))
    .filter((word) => /^(?:\.ci|config|deploy|docs|runbooks|src|test)\//.test(word) && !known.isFile(word))
    .map((path) => `${command.join(" ")}: there is no ${path}`);
  return [...missing, ...programFaults(program, args, known)];
}

function programFaults(program: string, args: readonly string[], known: Known): string[] {
  const [first = ""] = args;
  if (program === "npx") return known.isProgram(first) ? [] : [`npx ${first}: it is not installed`];
  if (/^(?:node_modules\/\.bin\/)?node$/.test(program)) return nodeFaults(first, args.slice(1), known);
  if (program !== "npm" || first === "ci") return [];
  // `-s` keeps npm's own lines out of the output.
  const name = first === "run" ? (args.slice(1).find((word) => word !== "-s") ?? "") : first;
  const script = known.scripts[name];
  if (script === undefined) return [`npm ${args.join(" ")}: there is no script ${JSON.stringify(name)}`];
  const rest = args.includes("--") ? args.slice(args.indexOf("--") + 1) : [];
  return script.includes("src/cli/main.ts") ? cliFaults([...wordsAfterEntry(script), ...rest], known) : [];
}

function nodeFaults(file: string, args: readonly string[], known: Known): string[] {
  if (!known.isFile(file)) return [`node ${file}: there is no such file`];
  return file === "src/cli/main.ts" ? cliFaults(args, known) : [];
}

function wordsAfterEntry(script: string): string[] {
  return script.split("src/cli/main.ts")[1]?.trim().split(/\s+/).filter(Boolean) ?? [];
}

function cliFaults([command = "", ...args]: readonly string[], known: Known): string[] {
  const help = known.helpOf(command);
  if (help === undefined) return [`farwatch ${command}: there is no such command`];
  const flags = args.filter((word) => word.startsWith("-")).map((word) => word.split("=")[0] ?? word);
  return flags
    .filter((flag) => flag !== "--help" && !new RegExp(`${flag}(?![\\w-])`).test(help))
    .map((flag) => `farwatch ${command}: its help does not know ${flag}`);
}

/** Links and pictures that lead to a file of the repository, from its root; `folder` is the page's own. */
export function localLinks(markdown: string, folder = ""): string[] {
  const links = markdown.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g);
  return [...links].map(([, path = ""]) => posix.join(folder, path));
}
