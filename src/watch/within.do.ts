/** Rejects with `message` when the work takes longer. The timer ends with the work: it would keep an object awake, and billed. */
export async function within<T>(limitMs: number, work: Promise<T>, message: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(message)), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
