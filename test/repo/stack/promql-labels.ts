import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

/** What a component shows: its type, and its labels with those that Prometheus adds. */
export interface Emitted {
  readonly type: MetricType;
  readonly labels: ReadonlySet<string>;
}

/** What an expression answers with, and what it asks for that is not there. */
export interface Reading {
  readonly labels: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
  readonly faults: readonly string[];
}

/** Follows labels from the metrics of an expression to its result, as Prometheus' own evaluation does. */
export function readLabels(expression: string, known: (metric: string) => Emitted | undefined): Reading {
  return new LabelReader(expression, known).read();
}

/** What makes a rate of what only rises. */
const ofCounters = new Set(["rate", "irate", "increase"]);
const ofGauges = new Set(["deriv", "predict_linear", "delta"]);
const withoutLabels = new Set(["time", "vector", "scalar", "pi"]);

const UNKNOWN = "No component emits";

class LabelReader {
  readonly #text: string;
  readonly #known: (metric: string) => Emitted | undefined;
  readonly #metrics = new Set<string>();
  readonly #faults: string[] = [];

  constructor(text: string, known: (metric: string) => Emitted | undefined) {
    this.#text = text;
    this.#known = known;
  }

  read(): Reading {
    const labels = this.#of(parser.parse(this.#text).topNode);
    // What is not there has no labels either: that alone is worth a word.
    const unknown = this.#faults.filter((fault) => fault.startsWith(UNKNOWN));
    return { labels, metrics: this.#metrics, faults: unknown.length > 0 ? unknown : this.#faults };
  }

  #of(node: SyntaxNode): ReadonlySet<string> {
    if (node.name === "VectorSelector") return this.#ofSelector(node);
    if (node.name === "AggregateExpr") return this.#ofAggregate(node);
    if (node.name === "FunctionCall") return this.#ofCall(node);
    if (node.name === "BinaryExpr") return this.#ofBinary(node);
    return union(children(node).map((child) => this.#of(child)));
  }

  #ofSelector(node: SyntaxNode): ReadonlySet<string> {
    const name = this.#textOf(node.getChild("Identifier"));
    const metric = this.#known(name);
    if (metric === undefined) {
      this.#faults.push(`${UNKNOWN} "${name}"`);
      return new Set();
    }
    this.#metrics.add(name);
    const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
    const asked = matchers.map((matcher) => this.#textOf(matcher.getChild("LabelName")));
    this.#demand(asked, metric.labels, name);
    return metric.labels;
  }

  #ofAggregate(node: SyntaxNode): ReadonlySet<string> {
    const inner = this.#ofArguments(node);
    if (/^(topk|bottomk|limitk)$/.test(this.#textOf(node.getChild("AggregateOp")))) return inner;
    const modifier = node.getChild("AggregateModifier");
    const grouping = this.#namesIn(modifier?.getChild("GroupingLabels"));
    this.#demand(grouping, inner, this.#textOf(node));
    return modifier?.getChild("Without") ? inner.difference(new Set(grouping)) : new Set(grouping);
  }

  #ofCall(node: SyntaxNode): ReadonlySet<string> {
    const name = this.#textOf(node.getChild("FunctionIdentifier"));
    const inner = this.#ofArguments(node);
    this.#demandType(node, name);
    if (withoutLabels.has(name)) return new Set();
    if (name === "histogram_quantile") {
      this.#demand(["le"], inner, this.#textOf(node));
      return inner.difference(new Set(["le"]));
    }
    if (name !== "label_replace") return inner;
    const [to = "", , from = ""] = this.#stringsIn(node);
    this.#demand([from], inner.union(new Set([""])), this.#textOf(node));
    return inner.union(new Set([to]));
  }

  #ofBinary(node: SyntaxNode): ReadonlySet<string> {
    const [left, right] = [this.#side(node.firstChild), this.#side(node.lastChild)];
    const clause = node.getChild("MatchingModifierClause");
    const [matching, included] = clause?.getChildren("GroupingLabels").map((one) => this.#namesIn(one)) ?? [];
    const operator = node.firstChild?.nextSibling?.name ?? "";
    if (clause?.getChild("On")) {
      this.#demand(matching ?? [], left, this.#textOf(node.firstChild));
      this.#demand(matching ?? [], right, this.#textOf(node.lastChild));
    }
    if (operator === "Or") return left.union(right);
    if (operator === "And" || operator === "Unless") return left;
    if (clause?.getChild("GroupLeft")) {
      this.#demand(included ?? [], right, this.#textOf(node.lastChild));
      return left.union(new Set(included));
    }
    if (clause?.getChild("GroupRight")) {
      this.#demand(included ?? [], left, this.#textOf(node.firstChild));
      return right.union(new Set(included));
    }
    if (clause?.getChild("On")) return new Set(matching);
    if (clause?.getChild("Ignoring")) return left.difference(new Set(matching));
    return left.size === 0 ? right : left;
  }

  #side(node: SyntaxNode | null): ReadonlySet<string> {
    return node ? this.#of(node) : new Set();
  }

  #ofArguments(node: SyntaxNode): ReadonlySet<string> {
    const body = node.getChild("FunctionCallBody");
    return body ? this.#of(body) : new Set();
  }

  #demandType(call: SyntaxNode, name: string): void {
    if (!ofCounters.has(name) && !ofGauges.has(name)) return;
    const range = call.getChild("FunctionCallBody")?.firstChild;
    const selector = range?.name === "MatrixSelector" ? range.getChild("VectorSelector") : null;
    const type = selector && this.#known(this.#textOf(selector.getChild("Identifier")))?.type;
    if (!type || type === "untyped") return;
    if ((type === "counter") !== ofCounters.has(name)) {
      this.#faults.push(`${name}() is not for a ${type}: ${this.#textOf(call)}`);
    }
  }

  #demand(names: readonly string[], labels: ReadonlySet<string>, of: string): void {
    for (const name of names) {
      if (!labels.has(name)) this.#faults.push(`"${of}" has no label "${name}"`);
    }
  }

  #namesIn(node: SyntaxNode | null | undefined): string[] {
    return node?.getChildren("LabelName").map((one) => this.#textOf(one)) ?? [];
  }

  #stringsIn(node: SyntaxNode): string[] {
    const strings = node.getChild("FunctionCallBody")?.getChildren("StringLiteral") ?? [];
    return strings.map((one) => this.#textOf(one).slice(1, -1));
  }

  #textOf(node: SyntaxNode | null | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : "";
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return sets.reduce((all, set) => all.union(set), new Set<string>());
}
