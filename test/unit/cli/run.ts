import { main } from "../../../src/cli/main.ts";

/** `farwatch ARGS` in this process, with all that it prints. */
export async function run(...args: readonly string[]) {
  const output = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdout: (text) => {
      output.stdout += text;
    },
    stderr: (text) => {
      output.stderr += text;
    },
    env: {},
  });
  return { code, ...output };
}
