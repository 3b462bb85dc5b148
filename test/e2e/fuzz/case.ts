import { createHash } from "node:crypto";
import type { Dice } from "../harness/dice.ts";
import { controlAlert, controlSilence, validAlerts, validSilence } from "./bodies.ts";
import { diceOf } from "./dice.ts";
import { hostileText, KNOWN_SILENCE } from "./hostile.ts";
import { nodeOf, print } from "./json.ts";
import { mutateBytes, mutateNode } from "./mutate.ts";
import { hostileQuery } from "./query.ts";

/** A request that a seed and a number make. */
export interface FuzzCase {
  readonly number: number;
  /** Marks what is stored of it; see `isToken`. */
  readonly token: string;
  /** As our table of routes writes it, or what it is that no route has. */
  readonly key: string;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Nothing is wrong with it, so it must be taken. */
  readonly isControl: boolean;
}

type Request = Omit<FuzzCase, "number" | "token" | "isControl"> & { readonly isControl?: boolean };

const WEIGHTS = {
  "POST /api/v2/alerts": 30,
  "POST /api/v2/silences": 25,
  "GET /api/v2/alerts": 12,
  "GET /api/v2/alerts/groups": 10,
  "GET /api/v2/silences": 8,
  "GET /api/v2/receivers": 3,
  "GET /api/v2/silence/:id": 4,
  "DELETE /api/v2/silence/:id": 4,
  "GET /api/v2/status": 1,
  "GET /api/v2/openapi.yaml": 0.5,
  unlisted: 2.5,
} as const;

/** Share of the posts that nothing is wrong with. */
const CONTROLS = 0.04;

export function caseOf(seed: number, number: number): FuzzCase {
  const dice = diceOf(seed, number);
  const token = tokenOf(seed, number);
  const key = dice.weighted(WEIGHTS);
  return { isControl: false, ...requestOf(key, dice, token), number, token };
}

function requestOf(key: keyof typeof WEIGHTS, dice: Dice, token: string): Request {
  if (key === "unlisted") return unlisted(dice);
  const [method = "", path = ""] = key.split(" ");
  if (method === "POST") return post(key, path, dice, token);
  const query = dice.chance(0.9) ? hostileQuery(dice) : "";
  const filled = path.replace(":id", () => silenceId(dice)) + (dice.chance(0.05) ? "/" : "");
  return { key, method, path: query === "" ? filled : `${filled}?${query}`, headers: accept(dice) };
}

function post(key: string, path: string, dice: Dice, token: string): Request {
  const isAlerts = key === "POST /api/v2/alerts";
  const request = { key, method: "POST", path };
  if (dice.chance(CONTROLS)) {
    const control = isAlerts ? [controlAlert(dice, token)] : controlSilence(dice, token);
    const body = Buffer.from(JSON.stringify(control));
    return { ...request, headers: { "Content-Type": "application/json" }, body, isControl: true };
  }
  const valid = isAlerts ? validAlerts(dice, token) : validSilence(dice, token);
  const headers = { ...accept(dice), ...contentType(dice) };
  return { ...request, headers, body: mutated(valid, dice) };
}

function mutated(valid: object, dice: Dice): Buffer {
  switch (dice.weighted({ none: 2, structure: 10, bytes: 5, both: 2, empty: 0.2, padded: 0.1 })) {
    case "none":
      return Buffer.from(JSON.stringify(valid));
    case "structure":
      return Buffer.from(print(mutateNode(nodeOf(valid), dice)));
    case "bytes":
      return mutateBytes(Buffer.from(JSON.stringify(valid)), dice);
    case "both":
      return mutateBytes(Buffer.from(print(mutateNode(nodeOf(valid), dice))), dice);
    case "empty":
      return Buffer.from(dice.pick(["", " ", "null", "[]", "{}", "[null]", "[[]]", "\ufeff[]", "[{}]"]));
    case "padded":
      return Buffer.concat([Buffer.from(JSON.stringify(valid)), Buffer.alloc(PADDING, " ")]);
  }
}

/** Past the bound on a silence, and far under that on alerts. */
const PADDING = 600_000;

function accept(dice: Dice): Record<string, string> {
  if (dice.chance(0.9)) return {};
  return { Accept: dice.pick(["*/*", "text/html", "application/json;q=0", "", ",;=", "a/b;".repeat(500)]) };
}

function contentType(dice: Dice): Record<string, string> {
  if (dice.chance(0.95)) return { "Content-Type": "application/json" };
  const type = dice.pick([
    "",
    "text/plain",
    "garbage",
    ";",
    "application/json; charset",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    `application/json${"; a=b".repeat(500)}`,
  ]);
  return dice.chance(0.2)
    ? { "Content-Type": "application/json", "Content-Encoding": dice.pick(["gzip", "br", "x"]) }
    : { "Content-Type": type };
}

function silenceId(dice: Dice): string {
  if (dice.chance(0.5)) return KNOWN_SILENCE;
  if (dice.chance(0.3)) return dice.pick(["%", "%zz", "%ff", "%00", "..%2f..", "%2e%2e", "a%2Fb", "{x}"]);
  return encodeURIComponent(hostileText(dice).toWellFormed()).slice(0, 2_000) || "x";
}

const PATHS = [
  "/api/v2",
  "/api/v2?x=%zz&y=<>",
  "/api/v2/",
  "/api/v2/nope",
  "/api/v2//alerts",
  "/api/v2/alerts/groups/more",
  "/api/v2/silence",
  "/api/v2/silence/",
  "/api/v2/%61lerts",
  "/api/v2/alerts%2Fgroups",
  "/api/v2/alerts;x",
  "/api/v2/../v2/alerts",
  "/api/v1/alerts",
  "/api/v1/status/buildinfo",
  "/alertmanager/api/v2/status",
] as const;

/** A path or a method that no route has. */
function unlisted(dice: Dice): Request {
  const headers = { Origin: "https://karma.example.net", "Access-Control-Request-Method": "POST" };
  switch (dice.weighted({ path: 3, method: 2, preflight: 1 })) {
    case "path":
      return {
        key: "no such path",
        method: dice.pick(["GET", "HEAD", "PUT"]),
        path: dice.pick(PATHS),
        headers: {},
      };
    case "method": {
      const path = `/api/v2/${dice.pick(["alerts", "alerts/groups", "silences", "status", "receivers"])}`;
      return {
        key: "no such method",
        method: dice.pick(["PUT", "PATCH", "HEAD", "OPTIONS"]),
        path,
        headers: {},
      };
    }
    case "preflight":
      return { key: "preflight", method: "OPTIONS", path: dice.pick(PATHS).split("?")[0] ?? "", headers };
  }
}

/** Names a case so that a mutation of the name is found out. */
export function tokenOf(seed: number, number: number): string {
  return `case-${number}-${checkOf(seed, number)}`;
}

/** The case of which this is the token. */
export function caseNumber(seed: number, token: string): number | undefined {
  const number = Number(/^case-(\d+)-/.exec(token)?.[1] ?? Number.NaN);
  return token === tokenOf(seed, number) ? number : undefined;
}

function checkOf(seed: number, number: number): string {
  return createHash("sha256").update(`${seed}/${number}`).digest("hex").slice(0, 12);
}
