type Target = object;

const metadata = new WeakMap<Target, Map<unknown, unknown>>();

function defineMetadata(key: unknown, value: unknown, target: Target): void {
  const known = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, known.set(key, value));
}

function getOwnMetadata(key: unknown, target: Target): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: Target | null): unknown {
  if (target === null) return undefined;
  if (metadata.get(target)?.has(key)) return getOwnMetadata(key, target);
  return getMetadata(key, Object.getPrototypeOf(target));
}

/**
 * `@peculiar/x509` resolves its algorithms by `tsyringe`, which wants this old decorator proposal and brings no
 * implementation of it. Import this module before that one.
 */
Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });
