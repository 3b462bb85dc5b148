import type * as z from "zod";
import type { Diagnostic, Issue } from "./config.ts";
import { describeIssue, quote } from "./describe-issue.ts";
import { parseNode, unknownField } from "./field.ts";
import type { Path, YamlFile } from "./yaml.ts";

/** One node of a file that is being read: its value, and where findings about it are noted. */
export class Section {
  readonly value: unknown;
  readonly #file: YamlFile;
  readonly #path: Path;
  readonly #diagnostics: Diagnostic[];

  constructor(file: YamlFile, path: Path, value: unknown, diagnostics: Diagnostic[]) {
    this.#file = file;
    this.#path = path;
    this.value = value;
    this.#diagnostics = diagnostics;
  }

  /** The whole of a file; its findings go to `diagnostics`. */
  static root(file: YamlFile, diagnostics: Diagnostic[]): Section {
    return new Section(file, [], file.value, diagnostics);
  }

  /** The node under a key or index; its value is undefined when there is none. */
  child(key: string | number): Section {
    const value = isContainer(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Section(this.#file, [...this.#path, key], value, this.#diagnostics);
  }

  has(key: string): boolean {
    return this.child(key).value !== undefined;
  }

  /** The entries of a list; an error when the value is something else. */
  items(): readonly Section[] {
    if (this.value === undefined) return [];
    if (Array.isArray(this.value)) return this.value.map((_, index) => this.child(index));
    // Not quoted: text in the place of `slack_configs` is a webhook's URL.
    this.error(`Cannot read ${this.#label()}: expected a list`);
    return [];
  }

  /** The entries of a list that say something; of an empty one (`-` alone) upstream checks nothing. */
  filledItems(): readonly Section[] {
    const items = this.items();
    for (const item of items.filter(({ value }) => value === null))
      item.warn("an empty list item is skipped");
    return items.filter(({ value }) => value !== null);
  }

  /** Notes an error for each item of the list under `field` that is empty: upstream takes it for an empty name. */
  refuseEmptyItems(field: string, message: string): void {
    const { value } = this.child(field);
    const items = Array.isArray(value) ? [...value.entries()] : [];
    for (const [index, item] of items) if (item === null) this.error(message, [field, index]);
  }

  /** The entries of a mapping whose keys are names; an error when the value is something else. */
  entries(): readonly (readonly [name: string, section: Section])[] {
    if (this.value === undefined) return [];
    if (isContainer(this.value) && !Array.isArray(this.value)) {
      return Object.keys(this.value).map((name) => [name, this.child(name)]);
    }
    this.error(`Cannot read ${this.#label()}: expected a mapping`);
    return [];
  }

  /** The same node, for a reader that knows nothing of some fields. */
  without(names: readonly string[]): Section {
    if (!isContainer(this.value) || Array.isArray(this.value)) return this;
    const kept = Object.entries(this.value).filter(([name]) => !names.includes(name));
    return new Section(this.#file, this.#path, Object.fromEntries(kept), this.#diagnostics);
  }

  /** Where it stands, as messages about something else name it: `config/edge.yaml:12:5`. */
  get place(): string {
    const { line, column } = this.#file.positionOf(this.#path);
    return `${this.#file.name}:${line}:${column}`;
  }

  isInFileOf(other: Section): boolean {
    return this.#file.name === other.#file.name;
  }

  error(message: string, path: Path = []): void {
    this.#note("error", message, path);
  }

  warn(message: string, path: Path = []): void {
    this.#note("warning", message, path);
  }

  /** Whether the value is a mapping; notes an error when it is not, and for each key that is not in `names`. */
  checkFields(names: readonly string[], what: string): boolean {
    if (!isContainer(this.value) || Array.isArray(this.value)) {
      this.error(`Cannot read ${what}: expected a mapping, got ${quote(this.value)}`);
      return false;
    }
    for (const key of Object.keys(this.value)) {
      if (!names.includes(key)) this.error(unknownField(key, names, what), [key]);
    }
    return true;
  }

  /** Notes findings whose paths start at this section. */
  noteIssues(issues: readonly Issue[]): void {
    for (const { severity, message, path } of issues) this.#note(severity, message, path);
  }

  /** Reads a mapping by its schema; undefined, with the errors noted, when it does not fit. */
  decode<Schema extends z.ZodObject>(schema: Schema, what: string): z.output<Schema> | undefined {
    if (this.value === null) {
      this.error(`Cannot read ${what}: expected a mapping, got null`);
      return undefined;
    }
    const parsed = parseNode(schema, this.value, [], what);
    if (!parsed.ok) this.noteIssues(parsed.error);
    return parsed.ok ? parsed.value : undefined;
  }

  /** Reads a value that is no mapping. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema> | undefined {
    const parsed = schema.safeParse(this.value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      this.error(describeIssue(issue, [this.#label()], this.value, this.#file.name));
    }
    return undefined;
  }

  #label(): string {
    return this.#path.findLast((part) => typeof part === "string")?.toString() ?? this.#file.name;
  }

  #note(severity: Diagnostic["severity"], message: string, path: Path): void {
    const place = { file: this.#file.name, ...this.#file.positionOf([...this.#path, ...path]) };
    const isSame = (known: Diagnostic) =>
      known.message === message &&
      known.file === place.file &&
      known.line === place.line &&
      known.column === place.column;
    // What several entries inherit is found by each of them, and told once.
    if (!this.#diagnostics.some(isSame)) this.#diagnostics.push({ severity, ...place, message });
  }
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
