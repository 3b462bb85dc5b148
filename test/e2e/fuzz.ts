/** `npm run e2e:fuzz -- [--seed N] [--cases N]`: mutated requests to every route of the v2 API; exit code 1 with a finding. */
import { FUZZ_USAGE, parseFuzz } from "./fuzz/options.ts";
import { lineOf, summaryOf } from "./fuzz/result.ts";
import { fuzz } from "./fuzz/run.ts";
import { endWithChildren } from "./harness/interrupt.ts";
import { randomSeed } from "./harness/random.ts";

/** One cause has many findings. */
const MAX_SHOWN = 20;

async function main(args: readonly string[]): Promise<number> {
  const options = parseFuzz(args, randomSeed());
  if (options === "help") {
    console.log(FUZZ_USAGE);
    return 0;
  }
  console.log(`fuzz of ${options.cases} cases, seed ${options.seed}`);
  const result = await fuzz(options, console.log);
  const shown = result.findings.slice(0, MAX_SHOWN).map((finding) => lineOf(result, finding));
  console.log([...shown, summaryOf(result)].join("\n"));
  return result.findings.length === 0 ? 0 : 1;
}

endWithChildren();
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  return 1;
});
