import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";

interface Media {
  readonly schema: object;
}

interface ResponseObject {
  readonly content?: Readonly<Record<string, Media>>;
}

interface ParameterObject {
  readonly name: string;
  readonly in: "query" | "path";
}

interface OperationObject {
  readonly "x-roles": readonly string[];
  readonly parameters?: readonly (ParameterObject | Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
}

interface Reference {
  readonly $ref: string;
}

/** As much of an OpenAPI document as ours has. */
export interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly maxItems?: number; readonly properties?: object }>>;
  };
}

/** What one response may be: its media type and schema, or nothing at all. */
interface Expected {
  readonly type?: string;
  readonly validate?: ValidateFunction;
}

export interface Operation {
  readonly key: string;
  readonly roles: readonly string[];
  readonly query: readonly string[];
  readonly takesBody: boolean;
  readonly responses: ReadonlyMap<number, Expected>;
  /** Of the request's body. */
  readonly takes?: ValidateFunction;
}

export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

const FILE = join(import.meta.dirname, "../../../src/api/openapi.yaml");
const METHODS: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete"]);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** src/api/openapi.yaml as something that answers can be held to. */
export class Description {
  readonly document: Document;
  /** By method and path as our table of routes writes them. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly #ajv: Ajv2020;

  constructor(text = readFileSync(FILE, "utf8")) {
    this.document = parse(text);
    const formats = {
      uuid: UUID,
      "date-time": (time: string) => DATE_TIME.test(time) && !Number.isNaN(Date.parse(time)),
      "uri-reference": true,
    } as const;
    this.#ajv = new Ajv2020({ strict: false, allErrors: false, formats });
    this.#ajv.addSchema(this.document, "api", false, false);
    this.operations = new Map(this.#readAll().map((operation) => [operation.key, operation]));
  }

  /** What is wrong with an answer to this operation, in a sentence. */
  faultOf(operation: Operation, { status, type, text }: Answered): string | undefined {
    const expected = operation.responses.get(status);
    if (expected === undefined) return `${operation.key} answers ${status}, which is not described`;
    if (expected.type === undefined) return text === "" ? undefined : `${status} has the body ${clip(text)}`;
    if (type?.split(";")[0] !== expected.type) return `${status} is of type ${type}, not ${expected.type}`;
    const value = expected.type === "application/json" ? parseJson(text) : text;
    if (value === undefined) return `${status} is no JSON: ${clip(text)}`;
    if (expected.validate?.(value) !== false) return undefined;
    return `${status} is not as described: ${this.#ajv.errorsText(expected.validate.errors)} in ${clip(text)}`;
  }

  /** The validator of one named schema; compiling it also holds it to JSON Schema. */
  schema(name: string): ValidateFunction {
    return this.#compile(["components", "schemas", name]);
  }

  #readAll(): Operation[] {
    const [server] = this.document.servers;
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, operation]) => {
          const listed = path.replaceAll("{silenceID}", ":id");
          const key = `${method.toUpperCase()} ${server?.url}${listed}`;
          return this.#read(key, ["paths", path, method], operation);
        }),
    );
  }

  #read(key: string, at: readonly string[], operation: OperationObject): Operation {
    const parameters = (operation.parameters ?? []).map((one) => this.#resolved(one));
    const codes = Object.keys(operation.responses).map((code): [number, Expected] => {
      return [Number(code), this.#expected([...at, "responses", code], operation.responses[code])];
    });
    return {
      key,
      roles: operation["x-roles"],
      query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
      takesBody: operation.requestBody !== undefined,
      responses: new Map(codes),
      ...(operation.requestBody && {
        takes: this.#compile([...at, "requestBody", "content", "application/json", "schema"]),
      }),
    };
  }

  #expected(at: readonly string[], response: ResponseObject | Reference | undefined): Expected {
    if (response === undefined) return {};
    const path = "$ref" in response ? pathOf(response.$ref) : at;
    const [type] = Object.keys(this.#resolved(response).content ?? {});
    return type === undefined ? {} : { type, validate: this.#compile([...path, "content", type, "schema"]) };
  }

  #compile(path: readonly string[]): ValidateFunction {
    const pointer = path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
    return this.#ajv.compile({ $ref: `api#/${pointer.join("/")}` });
  }

  #resolved<T extends object>(value: T | Reference): T {
    if (!("$ref" in value)) return value;
    // The document is our own, and whatever is missing in it fails at once.
    return pathOf(value.$ref).reduce<unknown>(
      (node, part) => (node as Record<string, unknown>)[part],
      this.document,
    ) as T;
  }
}

function pathOf(reference: string): string[] {
  return reference.replace(/^#\//, "").split("/");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function clip(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
