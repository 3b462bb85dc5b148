import type { SourceFile } from "./source.ts";

export interface Bound {
  /** In `src`. */
  readonly path: string;
  readonly name: string;
  readonly value: number;
}

const declaration = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? =\s*([^;]+);/gm;
const arithmetic = /^(?:\d[\d_.]*(?:e\d+)?|0o[0-7]+|Math\.floor|[\s+\-*/()])+$/;

/** Every exported numeric constant, with what its expression comes to. */
export function boundsOf(files: readonly SourceFile[]): Bound[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(declaration)].flatMap(([statement, name = "", expression = ""]) => {
      const value = statement.startsWith("export") ? evaluate(expression, text, files) : undefined;
      return value === undefined ? [] : [{ path, name, value }];
    }),
  );
}

/** Undefined for what is not arithmetic. A name stands for the constant of the same file, else of the first other. */
function evaluate(expression: string, text: string, files: readonly SourceFile[]): number | undefined {
  const resolved = expression.replace(/\b[A-Z][A-Z0-9_]*\b/g, (name) => {
    const home = [text, ...files.map((file) => file.text)].find((one) => constantIn(one, name) !== undefined);
    const value = home && evaluate(constantIn(home, name) ?? "", home, files);
    return value === undefined ? name : String(value);
  });
  // Only digits and operators are left, and they are our own.
  return arithmetic.test(resolved) ? Number(new Function(`return ${resolved}`)()) : undefined;
}

function constantIn(text: string, name: string): string | undefined {
  return [...text.matchAll(declaration)].find(([, found]) => found === name)?.[2];
}

/** Bounds that no test takes from their file. */
export function untested(bounds: readonly Bound[], tests: readonly SourceFile[]): string[] {
  return bounds
    .filter(({ path, name }) => !tests.some(({ text }) => takes(text, path, name)))
    .map(({ path, name }) => `${path} ${name}`);
}

function takes(text: string, path: string, name: string): boolean {
  const imports = text.matchAll(/^import \{([^}]*)\} from "[./]*\/src\/([^"]+)";/gm);
  return [...imports].some(([, names = "", from]) => from === path && names.split(/\W+/).includes(name));
}
