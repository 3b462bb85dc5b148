import { importsOf, runningCode, type SourceFile } from "./source.ts";

/** Law 1: the files of `src` that may touch clocks, randomness, network, storage and the platform. */
const shells: readonly RegExp[] = [
  /\.do\.ts$/,
  /^(?:api|ui|identity|telemetry|cli)\//,
  /^receiver\/[^/]+\/send\.ts$/,
  /^watch\/probe\//,
  // Wiring.
  /^(?:index|env|edge-config)\.ts$/,
];

export function isShell(path: string): boolean {
  return shells.some((shell) => shell.test(path));
}

/** Each with the name under which a failure shows it. */
const reaches: readonly (readonly [string, RegExp])[] = [
  ["Date.now", /\bDate\.now\b/],
  ["new Date()", /\bnew Date(?:\(\s*\)|(?!\())/],
  ["performance.now", /\bperformance\./],
  ["Math.random", /\bMath\.random\b/],
  ["crypto", /(?<![\w.])crypto\./],
  ["a timer", /(?<![\w.])(?:setTimeout|setInterval|setImmediate)\b/],
  ["fetch", /(?<![\w.])fetch\(/],
  ["process", /(?<![\w.])process\./],
  ["console", /(?<![\w.])console\./],
  ["globalThis", /\bglobalThis\b/],
];

const worldlyPackages =
  /^(?:node:.*|cloudflare:.*|hono|toucan-js|nodemailer|undici|workerd|esbuild|@peculiar\/x509)(?:\/.*)?$/;

/** What a file that is no shell takes from the world instead of from its caller. */
export async function worldlyReaches({ path, text }: SourceFile): Promise<string[]> {
  if (isShell(path)) return [];
  const code = await runningCode(text);
  const named = reaches.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${path} uses ${name}`);
  const imported = importsOf(text)
    .filter(({ specifier }) => worldlyPackages.test(specifier))
    .map(({ specifier }) => `${path} imports ${specifier}`);
  return [...named, ...imported];
}
