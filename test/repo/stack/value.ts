import { parse } from "yaml";
import { textOf } from "../source.ts";

export function yamlOf(path: string): unknown {
  return parse(textOf(path), { merge: true });
}

/** What a document holds at a path such as `server.http_tls_config` or `receivers.otlp/x`; undefined where it ends early. */
export function at(document: unknown, path: string): unknown {
  return path.split(".").reduce(step, document);
}

function step(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** Every scalar of a document with its path. */
export function leaves(document: unknown, path = ""): [string, unknown][] {
  if (typeof document !== "object" || document === null) return [[path, document]];
  return Object.entries(document).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key));
}
