const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3})?(?: UTC|Z)/g;

/** Times that a command names lie further away than this from the run. */
const NEAR_MS = 2 * 86_400_000;

/**
 * What is different in each run, in its own width so that tables stay tables: the first id of a run is shown as
 * `11111111-1111-...`, and a time of the run itself with `#` for its digits.
 */
export class Masks {
  readonly #ids: string[] = [];
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  hide(text: string): string {
    return text.replaceAll(ID, (id) => this.#masked(id)).replaceAll(TIME, (time) => this.#hideNear(time));
  }

  /** Puts the ids in, for which the masks of a command stand. */
  reveal(text: string): string {
    return text.replaceAll(ID, (mask) => this.#ids.find((id) => this.#masked(id) === mask) ?? mask);
  }

  #masked(id: string): string {
    // Such an id is nobody's; whoever names it wants it to be unknown.
    if (id.startsWith("00000000-")) return id;
    if (!this.#ids.includes(id)) this.#ids.push(id);
    return id.replaceAll(/[0-9a-f]/g, String(this.#ids.indexOf(id) + 1));
  }

  #hideNear(time: string): string {
    return Math.abs(Date.parse(time) - this.#now) < NEAR_MS ? time.replaceAll(/\d/g, "#") : time;
  }
}
