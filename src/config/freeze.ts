/** Freezes plain objects, arrays and maps all the way down; instances of classes (matchers) only themselves. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) freezeEntries(value);
  Object.freeze(value);
  if (isPlain(value)) for (const entry of Object.values(value)) deepFreeze(entry);
  return value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Freezing a map leaves its entries open; these three are what changes them. */
function freezeEntries(map: Map<unknown, unknown>): void {
  for (const entry of map.values()) deepFreeze(entry);
  for (const method of ["set", "delete", "clear"]) {
    Object.defineProperty(map, method, {
      value: () => {
        throw new TypeError(`Cannot ${method} an entry of a frozen map`);
      },
    });
  }
}
