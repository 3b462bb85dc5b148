import { builtinModules } from "node:module";
import { basename } from "node:path";
import { type BuildFailure, build, type Plugin } from "esbuild";
import { CliError } from "./cli-error.ts";

/** What the worker imports as `config/routing.yaml` and so on. */
export interface ConfigTexts {
  readonly routing: string;
  readonly edge: string;
  readonly probes: string;
}

/** The worker as one module, as wrangler would bundle it, but with the given configuration. */
export async function bundleWorker(entry: string, texts: ConfigTexts): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "esm",
      target: "es2024",
      conditions: ["workerd", "worker", "browser"],
      mainFields: ["browser", "module", "main"],
      external: ["cloudflare:*", "node:*"],
      loader: { ".yaml": "text" },
      jsx: "automatic",
      jsxImportSource: "hono/jsx",
      logLevel: "silent",
      plugins: [configuration(texts), nodeModules],
    });
    return outputFiles[0]?.text ?? "";
  } catch (error) {
    throw new CliError(`Cannot bundle the worker: ${firstMessage(error)}`);
  }
}

/** The files of `--config` in place of those beside the source; they were read and checked already. */
function configuration(texts: ConfigTexts): Plugin {
  return {
    name: "configuration",
    setup(plugins) {
      plugins.onResolve({ filter: /(^|\/)config\/(routing|edge|probes)\.yaml$/ }, ({ path }) => ({
        path: basename(path, ".yaml"),
        namespace: "configuration",
      }));
      plugins.onLoad({ filter: /.*/, namespace: "configuration" }, ({ path }) => ({
        contents: path === "routing" ? texts.routing : path === "edge" ? texts.edge : texts.probes,
        loader: "text",
      }));
    },
  };
}

/** Node's own modules: CommonJS asks for them by `require`, often without `node:`; workerd knows only imports. */
const nodeModules: Plugin = {
  name: "node-modules",
  setup(plugins) {
    const names = builtinModules.join("|").replaceAll("/", "\\/");
    plugins.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind }) => {
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return kind === "require-call"
        ? { path: name, namespace: "node-require" }
        : { path: name, external: true };
    });
    plugins.onLoad({ filter: /.*/, namespace: "node-require" }, ({ path }) => ({
      contents: `import builtin from ${JSON.stringify(path)};\nmodule.exports = builtin;`,
      loader: "js",
    }));
  },
};

function firstMessage(error: unknown): string {
  const failure = error as Partial<BuildFailure>; // esbuild throws nothing else, and every part is optional here
  const [first] = failure.errors ?? [];
  if (first === undefined) return String(error);
  const { location, text } = first;
  return location ? `${location.file}:${location.line}:${location.column}: ${text}` : text;
}
