/** `npm run e2e:differential -- [--seed N] [--cases N]`: the same cases to Alertmanager and to the edge; exit code 1 when they disagree. */
import { DIFFERENTIAL_USAGE, parseDifferential } from "./differential/options.ts";
import { differential } from "./differential/run.ts";
import { summaryOf } from "./differential/summary.ts";
import { findUpstream } from "./differential/upstream.ts";
import { endWithChildren } from "./harness/interrupt.ts";
import { randomSeed } from "./harness/random.ts";

async function main(args: readonly string[]): Promise<number> {
  const options = parseDifferential(args, randomSeed());
  if (options === "help") {
    console.log(DIFFERENTIAL_USAGE);
    return 0;
  }
  const program = await findUpstream(process.env);
  console.log(`differential of ${options.cases} cases, seed ${options.seed}`);
  const result = await differential(program, options, console.log);
  console.log(summaryOf(result));
  return result.disagreements.length === 0 ? 0 : 1;
}

endWithChildren();
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  return 1;
});
