import { err, ok, type Result } from "../../alert/result.ts";
import type { SecretRef } from "../../config/config.ts";
import type { HttpSettings } from "../../config/http.ts";
import { type Failure, failure, missingSecret } from "../outcome.ts";
import type { World } from "../receiver.ts";

type Secrets = Pick<World, "secret">;

/** The secret's value without the newline that files and consoles leave behind it. */
export function readSecret(ref: SecretRef, world: Secrets): Result<string, Failure> {
  const value = world.secret(ref)?.trim() ?? "";
  return value === "" ? err(missingSecret("env" in ref ? ref.env : "in the routing file")) : ok(value);
}

/** The request headers that an `http_config` asks for. */
export function headersOf(http: HttpSettings, world: Secrets): Result<Headers, Failure> {
  const entries = [...configuredHeaders(http, world), ...authorization(http, world)];
  const headers = new Headers();
  for (const entry of entries) {
    if (!entry.value.ok) return entry.value;
    try {
      headers.append(entry.name, entry.value.value);
    } catch {
      return err(failure("client_error", false, { answer: `Cannot send header "${entry.name}": bad value` }));
    }
  }
  return ok(headers);
}

interface HeaderEntry {
  readonly name: string;
  readonly value: Result<string, Failure>;
}

function configuredHeaders(http: HttpSettings, world: Secrets): readonly HeaderEntry[] {
  return http.headers.flatMap(({ name, values, secrets }) => [
    ...values.map((value) => ({ name, value: ok(value) })),
    ...secrets.map((ref) => ({ name, value: readSecret(ref, world) })),
  ]);
}

function authorization({ authorization, basicAuth }: HttpSettings, world: Secrets): readonly HeaderEntry[] {
  if (basicAuth !== undefined) {
    return [{ name: "Authorization", value: basic(basicAuth, world) }];
  }
  if (authorization?.credentials === undefined) return [];
  const credentials = readSecret(authorization.credentials, world);
  const value = credentials.ok ? ok(`${authorization.type} ${credentials.value}`) : credentials;
  return [{ name: "Authorization", value }];
}

function basic(auth: NonNullable<HttpSettings["basicAuth"]>, world: Secrets): Result<string, Failure> {
  const username = auth.username === undefined ? ok("") : readSecret(auth.username, world);
  if (!username.ok) return username;
  const password = auth.password === undefined ? ok("") : readSecret(auth.password, world);
  return password.ok ? ok(`Basic ${base64(`${username.value}:${password.value}`)}`) : password;
}

/** Base64 of the UTF-8 bytes; `btoa` alone takes no character over U+00FF. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
