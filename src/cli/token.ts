import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";
import { PRIVATE_FILE, readIfThere, writeWhole } from "./files.ts";

/** 256 bits: nobody guesses it, whatever the rate. */
export const TOKEN_BYTES = 32;

/** A token that an operator wrote by hand may be of another form, but not guessable. */
export const MIN_TOKEN_CHARS = 32;

/** The operator's Bearer token of this state folder, made at the first start. */
export async function ensureOperatorToken(stateDir: string): Promise<string> {
  const path = join(stateDir, "operator.token");
  const held = (await readIfThere(path))?.trim();
  if (held === undefined || held === "") return makeToken(path);
  if (/^[\x21-\x7e]+$/.test(held) && held.length >= MIN_TOKEN_CHARS) return held;
  throw new CliError(
    `Cannot use ${path}: a token has at least ${MIN_TOKEN_CHARS} characters, all of them visible ASCII`,
  );
}

async function makeToken(path: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await writeWhole(path, `${token}\n`, PRIVATE_FILE);
  return token;
}
