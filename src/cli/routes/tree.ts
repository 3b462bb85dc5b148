import { formatMatcher } from "../../alert/matcher.ts";
import type { Route } from "../../dispatch/route.ts";

/** The tree as `amtool config routes show` draws it. */
export function drawTree(root: Route): string {
  return ["Routing tree:", ".", ...branches([root], ""), ""].map((line) => `${line}\n`).join("");
}

function branches(routes: readonly Route[], indent: string): string[] {
  return routes.flatMap((route, position) => {
    const isLast = position === routes.length - 1;
    const below = branches(route.routes, `${indent}${isLast ? "    " : "│   "}`);
    return [`${indent}${isLast ? "└── " : "├── "}${describe(route)}`, ...below];
  });
}

function describe({ matchers, continue: goesOn, receiver }: Route): string {
  const what = matchers.length === 0 ? "default-route" : `{${matchers.map(formatMatcher).join(",")}}`;
  return [what, ...(goesOn ? ["continue: true"] : []), `receiver: ${receiver}`].join("  ");
}
