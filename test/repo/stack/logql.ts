import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import { RE2JS } from "re2js";
import { type Labels, labelValue } from "../../../src/alert/labels.ts";
import { compileMatcher, type Matcher, type MatchOp, matchesAll } from "../../../src/alert/matcher.ts";

/** A line as Loki holds it, with the labels of its stream. */
export interface Line {
  readonly labels: Labels;
  readonly text: string;
}

/** `sum by (by) (count_over_time({matchers} filters [range])) > threshold` */
export interface Comparison {
  readonly by: readonly string[];
  readonly matchers: readonly Matcher[];
  readonly filters: readonly ((text: string) => boolean)[];
  readonly range: string;
  readonly threshold: number;
}

/** The comparisons of an expression that are joined by `or`: the one form in which our rules on logs are written. */
export function readComparisons(expression: string): readonly Comparison[] {
  const reader = new Reader(expression);
  return reader.all("BinOpExpr").flatMap((node) => {
    const operator = reader.operatorOf(node);
    if (operator === "or") return [];
    if (operator !== ">") throw new Error(`Cannot evaluate operator "${operator}" of "${expression}"`);
    return [reader.comparison(node)];
  });
}

/** The groups of lines, all of them within the range, for which an expression gives a value. */
export function groupsAbove(comparisons: readonly Comparison[], lines: readonly Line[]): readonly Labels[] {
  const found = comparisons.flatMap((comparison) => above(comparison, lines));
  return [...new Map(found.map((labels) => [JSON.stringify(labels), labels])).values()];
}

function above({ by, matchers, filters, threshold }: Comparison, lines: readonly Line[]): Labels[] {
  const counted = lines.filter(({ labels, text }) => {
    return matchesAll(matchers, labels) && filters.every((filter) => filter(text));
  });
  const groups = Map.groupBy(counted, ({ labels }) =>
    JSON.stringify(by.map((name) => [name, labelValue(labels, name)])),
  );
  // Each key is a list of pairs of texts: that is what it was made of.
  return [...groups].flatMap(([key, { length }]) =>
    length > threshold ? [Object.fromEntries(JSON.parse(key) as [string, string][])] : [],
  );
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  all(name: string, within: SyntaxNode = parser.parse(this.#text).topNode): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    within.cursor().iterate(({ node }) => {
      if (node.name === name) found.push(node);
    });
    return found;
  }

  operatorOf({ firstChild }: SyntaxNode): string {
    return this.#slice(firstChild?.nextSibling);
  }

  comparison(node: SyntaxNode): Comparison {
    return {
      by: this.#texts("Identifier", this.#one("Grouping", node)),
      matchers: this.all("Matcher", node).map((matcher) => this.#matcher(matcher)),
      filters: this.all("LineFilter", node).map((filter) => this.#filter(filter)),
      range: this.#slice(this.#one("Duration", node)),
      threshold: Number(this.#slice(this.#one("Number", node))),
    };
  }

  #matcher(node: SyntaxNode): Matcher {
    const [name = "", value = ""] = [this.#texts("Identifier", node)[0], this.#strings(node)[0]];
    // The grammar has no other operators between labels and values.
    const operator = this.#slice(node.firstChild?.nextSibling) as MatchOp;
    const matcher = compileMatcher(name, operator, value);
    if (!matcher.ok) throw new Error(`Cannot read matcher "${this.#slice(node)}": ${matcher.error}`);
    return matcher.value;
  }

  #filter(node: SyntaxNode): (text: string) => boolean {
    const operator = this.#slice(this.#one("Filter", node));
    const strings = this.#strings(node);
    if (operator === "!=") return (text) => !strings.some((part) => text.includes(part));
    if (operator !== "|~") throw new Error(`Cannot evaluate line filter "${operator}"`);
    const patterns = strings.map((pattern) => RE2JS.compile(pattern));
    return (text) => patterns.some((pattern) => pattern.matcher(text).find());
  }

  #one(name: string, within: SyntaxNode): SyntaxNode {
    const [node] = this.all(name, within);
    if (node === undefined) throw new Error(`Cannot find ${name} in "${this.#slice(within)}"`);
    return node;
  }

  #texts(name: string, within: SyntaxNode): string[] {
    return this.all(name, within).map((node) => this.#slice(node));
  }

  /** Our rules write texts between backticks, where nothing is escaped. */
  #strings(within: SyntaxNode): string[] {
    return this.#texts("String", within).map((text) => {
      if (!text.startsWith("`")) throw new Error(`Cannot read ${text}: write it between backticks`);
      return text.slice(1, -1);
    });
  }

  #slice(node: SyntaxNode | null | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : "";
  }
}
