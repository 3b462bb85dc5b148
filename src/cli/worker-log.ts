/** What is left of workerd's own words: its faults and our stack traces, each once. */
export type LogFilter = (line: string) => string | undefined;

const fromRuntime = /^\S+\.(?:c\+\+|h|rs|capnp):\d+: (info|warning|error|fatal|debug): (.*)$/;
const uncaught = /^uncaught exception; source = [^;]*; stack = (.*)$/;

/**
 * workerd tells of an exception in a handler or an alarm only when it is verbose, and then up to three times. Kept
 * are the lines of the worker itself, the one telling with our stack, and errors of the runtime.
 */
export function logFilter(): LogFilter {
  let dropping = false;
  return (line) => {
    const [, level, text = ""] = fromRuntime.exec(line) ?? [];
    if (level === undefined) return continues(line) && dropping ? undefined : line;
    const told = uncaught.exec(text)?.[1];
    const isNews = told !== undefined || ((level === "error" || level === "fatal") && !isRetold(text));
    dropping = !isNews;
    if (!isNews) return undefined;
    return told === undefined ? `workerd: ${text}` : `worker: uncaught ${told}`;
  };
}

/** The lines that follow a telling: a JavaScript stack, or addresses in workerd. */
function continues(line: string): boolean {
  return /^(?:\s+at |stack: )/.test(line);
}

/** An exception of ours on its way out of workerd, told with its stack before. */
function isRetold(text: string): boolean {
  return /^Uncaught exception: .*\bjsg\./.test(text);
}
