import { describe, it } from "vitest";
import { orderIn } from "../../../compose/sample-app/order.ts";
import { matchRoute } from "../../../compose/sample-app/routes.ts";

const routes = [
  { method: "GET", path: "/parts", call: "search" },
  { method: "GET", path: "/parts/{id}", call: "find" },
  { method: "POST", path: "/orders", call: "order" },
];

describe("matchRoute", () => {
  it.for([
    ["GET", "/parts", "search", {}],
    ["GET", "/parts/7", "find", { id: "7" }],
    ["GET", "/parts/a%20b", "find", { id: "a%20b" }],
    ["POST", "/orders", "order", {}],
  ] as const)("%s %s leads to %s", ([method, path, call, params], { expect }) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ route: { call }, params });
  });

  it.for([
    ["POST", "/parts"],
    ["GET", "/orders"],
    ["GET", "/"],
    ["GET", "/parts/"],
    ["GET", "/parts/7/8"],
    ["GET", "/part"],
    ["get", "/parts"],
  ] as const)("%s %s leads nowhere", ([method, path], { expect }) => {
    expect(matchRoute(routes, method, path)).toBeUndefined();
  });
});

describe("orderIn", () => {
  it("reads part and quantity, and nothing else", ({ expect }) => {
    expect(orderIn('{"part": 3, "quantity": 2, "price": 0}')).toEqual({ part: 3, quantity: 2 });
  });

  it.for([
    "",
    "null",
    "[]",
    "{",
    '{"part": 3}',
    '{"part": "3", "quantity": 1}',
    '{"part": 3, "quantity": 0}',
    '{"part": 3, "quantity": -1}',
    '{"part": 3, "quantity": 1.5}',
    '{"part": 3, "quantity": 1e300}',
  ])("refuses %s", (body, { expect }) => {
    expect(orderIn(body)).toBeUndefined();
  });
});
