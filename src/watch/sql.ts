/** As much of a Durable Object's SQLite as the stores here ask of it. */
export interface Sql {
  exec<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): { toArray(): T[]; readonly rowsWritten: number };
}
