import type { HttpModule } from "../../../../src/config/config.ts";

/** A module that accepts every 2xx; `changes` make it stricter. */
export function httpModule(changes: Partial<HttpModule> = {}): HttpModule {
  return {
    prober: "http",
    name: "http",
    method: "GET",
    headers: [],
    followRedirects: true,
    validStatusCodes: [],
    failIfBodyMatches: [],
    failIfBodyNotMatches: [],
    failIfHeaderMatches: [],
    failIfHeaderNotMatches: [],
    failIfJsonNotEquals: [],
    ...changes,
  };
}
