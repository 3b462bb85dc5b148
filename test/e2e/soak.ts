/** `npm run soak -- --minutes N [--seed S]`: alerts come steadily while much goes wrong; exit code 1 when one was lost. */
import { endWithChildren } from "./harness/interrupt.ts";
import { randomSeed } from "./harness/random.ts";
import { parseSoak, SOAK_USAGE } from "./soak/options.ts";
import { faultsOf, summaryOf } from "./soak/result.ts";
import { soak } from "./soak/run.ts";
import { silentHour, silentHourLine } from "./soak/silent-hour.ts";

async function main(args: readonly string[]): Promise<number> {
  const options = parseSoak(args, randomSeed());
  if (options === "help") {
    console.log(SOAK_USAGE);
    return 0;
  }
  console.log(`soak of ${options.minutes} min, seed ${options.seed}`);
  const result = await soak(options, console.log);
  const hour = silentHour();
  const faults = [...faultsOf(result), ...(hour.lost > 0 ? ["lost in the hour of silence"] : [])];
  console.log([summaryOf(result), silentHourLine(hour), ...faults].join("\n"));
  return faults.length === 0 ? 0 : 1;
}

endWithChildren();
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  return 1;
});
