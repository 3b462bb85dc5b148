/** What Go's yaml.v2 knows of scalars: a whole number is a bigint here, any other number a float. */
export type YamlScalar = string | bigint | number | boolean | null;

export type YamlValue = YamlScalar | readonly YamlValue[] | YamlMap | YamlStruct;

/** Written with its keys in yaml.v2's order. */
export type YamlMap = ReadonlyMap<YamlScalar, YamlValue>;

/** Written in the order of its fields; those that are undefined are left out. */
export interface YamlStruct {
  readonly [field: string]: YamlValue | Flow | undefined;
}

/** A field's value that is asked to stand on one line, in brackets. */
export class Flow {
  readonly value: YamlValue;

  constructor(value: YamlValue) {
    this.value = value;
  }
}

export function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isScalar(value: YamlValue): value is YamlScalar {
  return value === null || typeof value !== "object";
}
