import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of the processes together. */
export function rssMiB(pids: readonly number[]): number {
  const kib = pids.map(
    (pid) => /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
  );
  return kib.reduce((sum, one) => sum + Number(one), 0) / 1024;
}

/** CPU time that a process has used so far, in steps of a clock tick. */
export function cpuMs(pid: number): number {
  return cpuTicks(readFileSync(`/proc/${pid}/stat`, "utf8")) * msPerTick();
}

/** utime and stime of /proc/PID/stat (proc(5)); the program's name, in parentheses, may hold anything. */
export function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

let tick: number | undefined;

function msPerTick(): number {
  tick ??= 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return tick;
}
