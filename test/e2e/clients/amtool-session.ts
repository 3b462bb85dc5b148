import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Masks } from "./masks.ts";
import { linesOf, type Step } from "./transcript.ts";

/** A terminal in which somebody types amtool's commands, always to the same server. */
export class AmtoolSession {
  readonly #program: string;
  readonly #options: readonly string[];
  readonly #folder: string;
  readonly #masks = new Masks(Date.now());

  /** `options` say where the server is; files that a command names lie in `folder`. */
  constructor(program: string, options: readonly string[], folder: string) {
    this.#program = program;
    this.#options = options;
    this.#folder = folder;
  }

  /** Types one command; the lines that it printed, in the form of a transcript. */
  async type({ args, into }: Pick<Step, "args" | "into">): Promise<readonly string[]> {
    const { code, stdout, stderr } = await this.run(...args.map((arg) => this.#masks.reveal(arg)));
    if (into !== undefined) await writeFile(join(this.#folder, into), stdout);
    const shown = into === undefined ? stdout : "";
    return [...linesOf(this.#masks.hide(shown + stderr)), ...(code === 0 ? [] : [`[${code}]`])];
  }

  run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    // No file in the user's own home may add an option.
    const options = { cwd: this.#folder, env: { HOME: this.#folder } };
    return new Promise((resolve, reject) => {
      const child = execFile(this.#program, [...this.#options, ...args], options, (error, stdout, stderr) => {
        if (child.exitCode === null) reject(error ?? new Error("amtool was ended"));
        else resolve({ code: child.exitCode, stdout, stderr });
      });
    });
  }
}
