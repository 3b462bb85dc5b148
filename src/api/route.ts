import type { Role } from "../config/config.ts";
import type { Identity } from "../identity/identity.ts";
import type { ApiContext } from "./context.ts";

export type Method = "GET" | "POST" | "DELETE";

/** The machine host asks for a client certificate, the people's host never does. */
export type Host = "machine" | "people";

interface RouteBase {
  readonly method: Method;
  /** Hono's pattern. */
  readonly path: string;
  readonly host: Host | "any";
}

/** Served to whoever asks. */
export interface OpenRoute extends RouteBase {
  readonly roles: "open";
  /** In force instead while `edge.yaml` says `runbooks: identified`. */
  readonly identified?: Guard;
  handle(c: ApiContext): Response | Promise<Response>;
}

/** On which host, and for which roles; the list cannot be empty. */
export interface Guard {
  readonly host: Host | "any";
  readonly roles: readonly [Role, ...Role[]];
}

/** Served to an identity that holds one of the roles. */
export interface GuardedRoute extends RouteBase, Guard {
  handle(c: ApiContext, caller: Identity): Response | Promise<Response>;
}

export type Route = OpenRoute | GuardedRoute;
