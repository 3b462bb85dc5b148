import type { AlertSpec, Case, RouteNode, RouteOptions, Step } from "./case.ts";

/** Everything that can be left out of a case, one key each: the larger things first, then what is left of them. */
export function keysOf(whole: Case): readonly (readonly string[])[] {
  const posts = whole.steps.filter((step) => step.op === "post");
  const nodes = allNodes(whole.tree);
  const steps = whole.steps.flatMap((step) => (step.op === "wait" ? [] : [step.key]));
  const routes = nodes.slice(1).map(keyOf);
  const alerts = posts.flatMap((step) => (step.alerts.length > 1 ? step.alerts.map(keyOf) : []));
  const webhooks = whole.receivers.flatMap((one) => one.webhooks.slice(1).map(keyOf));
  const options = nodes.flatMap(({ key, options }) => Object.keys(options).map((name) => `${key} ${name}`));
  return [
    [...steps, ...routes, ...whole.rules.map(keyOf)],
    [...alerts, ...webhooks, ...options],
    posts.flatMap((step) => step.alerts.flatMap(fieldKeys)),
  ];
}

/** The case without what these keys name, and without what nothing refers to any more. A step that goes leaves its beat. */
export function without(whole: Case, gone: ReadonlySet<string>): Case {
  const tree = smallerNode(whole.tree, gone);
  const nodes = allNodes(tree);
  const used = new Set(nodes.flatMap(({ options }) => [...(options.muted ?? []), ...(options.active ?? [])]));
  const told = new Set(nodes.map(({ receiver }) => receiver));
  return {
    ...whole,
    tree,
    receivers: whole.receivers
      .filter(({ name }) => told.has(name))
      .map((one) => ({ ...one, webhooks: one.webhooks.filter(({ key }) => !gone.has(key)) })),
    rules: whole.rules.filter(({ key }) => !gone.has(key)),
    intervals: whole.intervals.filter(({ name }) => used.has(name)),
    steps: whole.steps.map((step) => smallerStep(step, gone)),
  };
}

/** Nothing after the beat at which both first disagreed. */
export function until(whole: Case, beat: number): Case {
  return { ...whole, steps: whole.steps.slice(0, Math.max(1, Math.floor(beat) + 1)) };
}

function keyOf({ key }: { readonly key: string }): string {
  return key;
}

function allNodes(node: RouteNode): readonly RouteNode[] {
  return [node, ...node.routes.flatMap(allNodes)];
}

const FIELDS = ["annotations", "generatorURL", "starts", "ends"] as const;

function fieldKeys(alert: AlertSpec): readonly string[] {
  return FIELDS.filter((field) => alert[field] !== undefined).map((field) => `${alert.key} ${field}`);
}

function smallerNode(node: RouteNode, gone: ReadonlySet<string>): RouteNode {
  const kept = Object.entries(node.options).filter(([name]) => !gone.has(`${node.key} ${name}`));
  return {
    ...node,
    options: Object.fromEntries(kept) as RouteOptions, // fewer of its optional fields
    routes: node.routes.filter(({ key }) => !gone.has(key)).map((child) => smallerNode(child, gone)),
  };
}

function smallerStep(step: Step, gone: ReadonlySet<string>): Step {
  if (step.op === "wait" || gone.has(step.key)) return { op: "wait" };
  if (step.op !== "post") return step;
  const alerts = step.alerts.filter(({ key }) => !gone.has(key)).map((alert) => smallerAlert(alert, gone));
  return { ...step, alerts };
}

function smallerAlert(alert: AlertSpec, gone: ReadonlySet<string>): AlertSpec {
  const kept = Object.entries(alert).filter(([name]) => !gone.has(`${alert.key} ${name}`));
  return Object.fromEntries(kept) as unknown as AlertSpec; // only optional fields have keys of their own
}
