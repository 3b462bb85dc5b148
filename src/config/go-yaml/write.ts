import { utf8Length } from "../../alert/utf8.ts";
import { Canvas } from "./canvas.ts";
import { sortedEntries } from "./key-order.ts";
import { writeScalar } from "./scalar.ts";
import { scalarText } from "./scalar-text.ts";
import { chooseStyle, isMultiline } from "./style.ts";
import {
  Flow,
  isList,
  isScalar,
  type YamlMap,
  type YamlScalar,
  type YamlStruct,
  type YamlValue,
} from "./value.ts";

/** Bytes of the longest key that stands on one line with its value (libyaml's emitter). */
export const MAX_SIMPLE_KEY_BYTES = 128;

/** Where a value stands: what decides of the columns of a list. */
type Context = "root" | "item" | "value";

/** Writes a value as Go's `yaml.Marshal` of yaml.v2 does, byte by byte: Alertmanager's status is compared and diffed. */
export function writeYaml(value: YamlValue): string {
  const writer = new Writer();
  writer.write(value, "root");
  writer.canvas.newLine();
  return writer.canvas.text;
}

type Entry = readonly [key: YamlScalar, value: YamlValue | Flow];

class Writer {
  readonly canvas = new Canvas();
  #flowDepth = 0;
  /** Of yaml.v2's own: a scalar that was asked to stand in brackets leaves that wish to the next list or mapping. */
  #isFlowDue = false;

  write(value: YamlValue, context: Context): void {
    if (isScalar(value)) return this.#scalar(value);
    const isFlow = this.#isFlowDue || this.#flowDepth > 0;
    this.#isFlowDue = false;
    if (isList(value)) {
      if (isFlow || value.length === 0) return this.#flowList(value);
      return this.#blockList(value, context);
    }
    const entries = entriesOf(value);
    if (isFlow || entries.length === 0) return this.#flowMap(entries);
    this.#blockMap(entries);
  }

  #blockList(items: readonly YamlValue[], context: Context): void {
    const writeItems = () => {
      for (const item of items) {
        this.canvas.newLine();
        this.canvas.indicator("-", { bare: true });
        this.write(item, "item");
      }
    };
    this.canvas.deeper(writeItems, { sameColumn: context === "value" && !this.canvas.isBare });
  }

  #blockMap(entries: readonly Entry[]): void {
    this.canvas.deeper(() => {
      for (const [key, value] of entries) {
        this.canvas.newLine();
        const isSimple = this.#key(key);
        if (!isSimple) this.canvas.newLine();
        this.canvas.indicator(":", { glued: isSimple, bare: !isSimple });
        this.#value(value);
      }
    });
  }

  #flowList(items: readonly YamlValue[]): void {
    this.#brackets("[", "]", items, (item) => this.write(item, "item"));
  }

  #flowMap(entries: readonly Entry[]): void {
    this.#brackets("{", "}", entries, ([key, value]) => {
      const isSimple = this.#key(key);
      if (!isSimple && this.canvas.isWide) this.canvas.newLine();
      this.canvas.indicator(":", { glued: isSimple });
      this.#value(value);
    });
  }

  #brackets<Item>(open: string, close: string, items: readonly Item[], write: (item: Item) => void): void {
    this.canvas.indicator(open, { spaced: true });
    this.#flowDepth++;
    const writeItems = () => {
      for (const [at, item] of items.entries()) {
        if (at > 0) this.canvas.indicator(",", { glued: true });
        if (this.canvas.isWide) this.canvas.newLine();
        write(item);
      }
    };
    this.canvas.deeper(writeItems, { inFlow: true });
    this.#flowDepth--;
    this.canvas.indicator(close, { glued: true });
  }

  /** Whether the value may follow on the same line. */
  #key(key: YamlScalar): boolean {
    const { text } = scalarText(key);
    const isSimple = utf8Length(text) <= MAX_SIMPLE_KEY_BYTES && !isMultiline(text);
    if (!isSimple) this.canvas.indicator("?", { bare: this.#flowDepth === 0 });
    this.#scalar(key, isSimple);
    return isSimple;
  }

  #value(value: YamlValue | Flow): void {
    this.#isFlowDue = value instanceof Flow;
    this.write(value instanceof Flow ? value.value : value, "value");
  }

  #scalar(value: YamlScalar, isKey = false): void {
    const { text, mayBePlain } = scalarText(value);
    const style = chooseStyle(text, mayBePlain, { inFlow: this.#flowDepth > 0, isKey });
    writeScalar(this.canvas, text, style, isKey);
  }
}

function entriesOf(value: YamlMap | YamlStruct): readonly Entry[] {
  if (value instanceof Map) return sortedEntries(value);
  return Object.entries(value).filter((entry): entry is [string, YamlValue | Flow] => entry[1] !== undefined);
}
