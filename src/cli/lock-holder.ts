import { connect } from "node:net";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";

/** A holder that is busy or stopped still holds; we only do without its pid. */
export const HOLDER_ANSWER_MS = 1_000;

export interface Holder {
  readonly kind: "holder";
  /** Undefined when the holder lives but did not say. */
  readonly pid: number | undefined;
}

/** Who listens on a lock's socket; undefined when nobody does. */
export function whoListens(path: string): Promise<Holder | undefined> {
  return new Promise((resolve, reject) => {
    let answer = "";
    let connected = false;
    const socket = connect(path, () => {
      connected = true;
    });
    socket.setEncoding("utf8").setTimeout(HOLDER_ANSWER_MS);
    const alive = () => {
      socket.destroy();
      resolve({ kind: "holder", pid: /^[1-9]\d*\n$/.test(answer) ? Number(answer) : undefined });
    };
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.on("end", alive);
    socket.on("timeout", alive);
    socket.on("error", (error) => {
      if (connected || errorCode(error) === "EAGAIN") alive();
      else if (isNobody(error)) resolve(undefined);
      else reject(new CliError(`Cannot ask ${path} who holds it: ${reasonOf(error)}`));
    });
  });
}

function isNobody(error: unknown): boolean {
  return ["ECONNREFUSED", "ENOENT", "ENOTSOCK"].includes(errorCode(error));
}
