import type { YamlStruct } from "../go-yaml/value.ts";
import type { Fields } from "./field.ts";

/** How Alertmanager writes an entry of a receiver kind. */
export interface OriginalKind {
  /** In its order, with its defaults. */
  readonly fields: Fields;
  /** Fields that an entry may leave out, with the name of the global one that then stands in their place. */
  readonly inherits: Readonly<Record<string, string>>;
  /** Fields that amtool 0.25 does not know: left out while they hold what an empty entry has. */
  readonly newer?: readonly string[];
  /** What it makes of the entry besides. */
  settle?(entry: YamlStruct, context: OriginalContext): YamlStruct;
}

export interface OriginalContext {
  readonly global: YamlStruct;
  /** Whether a route leads to the receiver: Alertmanager sets up no other. */
  readonly isRouted: boolean;
}
