/** What somebody wants of which part. */
export interface Order {
  readonly part: number;
  readonly quantity: number;
}

/** The order that a body holds; undefined when it holds none. */
export function orderIn(body: string): Order | undefined {
  try {
    const { part, quantity } = JSON.parse(body);
    return isCount(part) && isCount(quantity) ? { part, quantity } : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
