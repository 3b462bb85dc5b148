import { RE2JS, RE2JSException } from "re2js";
import { text } from "./field.ts";

/** An RE2 expression, kept as written; upstream searches with it, so nothing is anchored. */
export const regexpSchema = text.check((payload) => {
  const problem = regexpProblem(payload.value);
  if (problem === undefined) return;
  const message = `${JSON.stringify(payload.value)} is no RE2 regular expression: ${problem}`;
  payload.issues.push({ code: "custom", input: payload.value, message });
});

function regexpProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}
