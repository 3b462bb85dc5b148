import { connect } from "node:net";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";

/** A holder that is busy or stopped still holds; we only do without its pid. */
export const HOLDER_ANSWER_MS = 1_000;

/** A holder that dies while we ask hangs up without an answer; asked again, it is gone. */
export const MAX_HOLDER_QUESTIONS = 5;

export interface Holder {
  readonly kind: "holder";
  /** Undefined when the holder lives but did not say. */
  readonly pid: number | undefined;
}

/** As the sentence of a refusal names it. */
export function holderName({ pid }: Holder): string {
  return pid === undefined ? "another process" : `process ${pid}`;
}

/** Who listens on a lock's socket; undefined when nobody does. */
export async function whoListens(path: string): Promise<Holder | undefined> {
  for (let question = 0; question < MAX_HOLDER_QUESTIONS; question++) {
    const answer = await ask(path);
    if (answer === "nobody") return undefined;
    if (answer === "silence") break;
    if (answer !== "hung up") return { kind: "holder", pid: Number(answer) };
  }
  return { kind: "holder", pid: undefined };
}

function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    let connected = false;
    const socket = connect(path, () => {
      connected = true;
    });
    socket.setEncoding("utf8").setTimeout(HOLDER_ANSWER_MS);
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.on("end", () => resolve(/^[1-9]\d*\n$/.test(answer) ? answer.trim() : "hung up"));
    socket.on("timeout", () => {
      socket.destroy();
      resolve("silence");
    });
    socket.on("error", (error) => {
      // A holder that closes between our connect and its word of it resets the connection.
      if (connected || errorCode(error) === "ECONNRESET") resolve("hung up");
      else if (["ECONNREFUSED", "ENOENT"].includes(errorCode(error))) resolve("nobody");
      else if (errorCode(error) === "EAGAIN") resolve("silence");
      else reject(new CliError(`Cannot ask ${path} who holds it: ${reasonOf(error)}`));
    });
  });
}
