/** Column behind which yaml.v2 looks for a place to break a line. */
export const BEST_WIDTH = 80;

const INDENT = 2;

/** The text so far, and what the next character needs to know of it; after libyaml, as Go has it. */
export class Canvas {
  #text = "";
  #column = 0;
  /** Whether the last thing written leaves room for the next. */
  #spaced = true;
  /** Whether the line holds nothing but indentation and the dashes of lists. */
  #bare = true;
  #indent = -1;

  get text(): string {
    return this.#text;
  }

  get isBare(): boolean {
    return this.#bare;
  }

  get isWide(): boolean {
    return this.#column > BEST_WIDTH;
  }

  /** Runs `write` one level deeper. */
  deeper(write: () => void, { inFlow = false, sameColumn = false } = {}): void {
    const outer = this.#indent;
    if (outer < 0) this.#indent = inFlow ? INDENT : 0;
    else if (!sameColumn) this.#indent = outer + INDENT;
    write();
    this.#indent = outer;
  }

  /** A part of a scalar, within its line. */
  put(text: string): void {
    this.#write(text);
    this.#bare = false;
  }

  /** Line ends of a scalar. */
  putBreaks(breaks: string): void {
    this.#text += breaks;
    this.#column = 0;
    this.#bare = true;
  }

  /** Says what a scalar has left behind. */
  mark(state: { readonly spaced?: boolean; readonly bare?: boolean }): void {
    this.#spaced = state.spaced ?? this.#spaced;
    this.#bare = state.bare ?? this.#bare;
  }

  space(): void {
    if (!this.#spaced) this.#write(" ");
  }

  newLine(): void {
    const indent = Math.max(this.#indent, 0);
    const isThere = this.#bare && (this.#column < indent || (this.#column === indent && this.#spaced));
    if (!isThere) this.putBreaks("\n");
    this.#write(" ".repeat(indent - this.#column));
    this.mark({ spaced: true, bare: true });
  }

  /** A mark of YAML's own, behind a space unless `glued`; a dash leaves its line bare. */
  indicator(text: string, { glued = false, spaced = false, bare = false } = {}): void {
    if (!glued) this.space();
    this.#write(text);
    this.mark({ spaced, bare: this.#bare && bare });
  }

  #write(text: string): void {
    this.#text += text;
    this.#column += text.length;
  }
}
