import type { YamlStruct } from "../go-yaml/value.ts";
import { writeYaml } from "../go-yaml/write.ts";

/**
 * A section without the fields of `newer` that say no more than in `empty`, the same section where nothing is given.
 * The text is for clients: amtool 0.25, Debian's, refuses a file as a whole for one field that it does not know.
 */
export function withoutNewer(section: YamlStruct, empty: YamlStruct, newer: readonly string[]): YamlStruct {
  const isLeftOut = (name: string) => newer.includes(name) && saysTheSame(name, section, empty);
  return Object.fromEntries(Object.entries(section).filter(([name]) => !isLeftOut(name)));
}

export function saysTheSame(name: string, a: YamlStruct, b: YamlStruct): boolean {
  return writeYaml({ [name]: a[name] }) === writeYaml({ [name]: b[name] });
}
