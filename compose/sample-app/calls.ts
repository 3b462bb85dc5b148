import { orderIn } from "./order.ts";
import type { Route } from "./routes.ts";
import type { Shop } from "./shop.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Request {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
}

export type Call = (request: Request) => Promise<Answer>;

/** What the service answers to. */
export function callsOf(shop: Shop): readonly Route<Call>[] {
  return [
    {
      method: "GET",
      path: "/parts",
      call: async ({ query }) => ok(await shop.searchParts(query.get("name") ?? "")),
    },
    {
      method: "GET",
      path: "/parts/{id}",
      call: async ({ params: { id } }) => {
        const part = await shop.findPart(Number(id));
        return part === undefined ? refusal(404, `There is no part "${id}"`) : ok(part);
      },
    },
    { method: "POST", path: "/orders", call: ({ body }) => placeOrder(shop, body) },
    { method: "GET", path: "/report", call: async () => ok(await shop.report()) },
    { method: "GET", path: "/returns", call: async () => ok(await shop.returns()) },
  ];
}

async function placeOrder(shop: Shop, body: string): Promise<Answer> {
  const wanted = orderIn(body);
  if (wanted === undefined) return refusal(400, 'Cannot read the order: expected {"part": 1, "quantity": 1}');
  const outcome = await shop.placeOrder(wanted.part, wanted.quantity);
  if ("order" in outcome) return { status: 201, body: outcome };
  return refusal(409, `Cannot take the order: ${outcome.refused}`);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}
