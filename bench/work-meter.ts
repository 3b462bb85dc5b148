/** What the platform bills an object for, of one piece of work. */
export interface Work {
  /** Every statement's `rowsWritten`. */
  readonly rows: number;
  /** Each `setAlarm` is a row written too. */
  readonly alarms: number;
  /** From the request that began it to the last write that came of it, while the object is awake. */
  readonly awakeMs: number;
}

type Storage = Pick<DurableObjectStorage, "setAlarm"> & { readonly sql: Pick<SqlStorage, "exec"> };

/** Counts what is written to an object's storage, by standing in front of it. */
export class WorkMeter {
  #rows = 0;
  #alarms = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(storage: Storage) {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    const setAlarm = storage.setAlarm.bind(storage);
    const counted: SqlStorage["exec"] = (query, ...bindings) => {
      const cursor = exec(query, ...bindings);
      if (cursor.rowsWritten > 0) this.touch();
      this.#rows += cursor.rowsWritten;
      // The caller names the row type, which it knows from the query.
      return cursor as never;
    };
    sql.exec = counted;
    storage.setAlarm = (...args) => {
      this.touch();
      this.#alarms += 1;
      return setAlarm(...args);
    };
  }

  /** Something is being done now. */
  touch(): void {
    this.#from = Math.min(this.#from, Date.now());
    this.#to = Math.max(this.#to, Date.now());
  }

  /** What was done since the last call. */
  take(): Work {
    const work = { rows: this.#rows, alarms: this.#alarms, awakeMs: Math.max(0, this.#to - this.#from) };
    this.#rows = this.#alarms = 0;
    [this.#from, this.#to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return work;
  }
}
