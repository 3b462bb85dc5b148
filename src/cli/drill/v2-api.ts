import * as z from "zod";
import { type Answer, asker, type Question } from "../ask.ts";
import { CliError } from "../cli-error.ts";
import { answerOf } from "../deliveries-ask.ts";
import type { EdgeAccess } from "../edge-access.ts";
import { DRILL_ALERTNAME, type PostableAlert } from "./alert.ts";

const names = z.array(z.string()).default([]);

/** What a drill reads of an alert in a list, in any version of Alertmanager. */
const listedSchema = z.object({
  labels: z.record(z.string(), z.string()),
  fingerprint: z.string(),
  startsAt: z.string(),
  updatedAt: z.string(),
  receivers: z.array(z.object({ name: z.string() })),
  // `mutedBy` is not asked for: lists without groups know nothing of time intervals.
  status: z.object({ silencedBy: names, inhibitedBy: names }),
});
export type ListedAlert = z.infer<typeof listedSchema>;

const statusSchema = z.object({ config: z.object({ original: z.string() }) });

/** What a drill asks of an Alertmanager, or of an edge in the place of one; throws a `CliError`. */
export interface V2Api {
  /** For sentences. */
  readonly origin: string;
  post(alert: PostableAlert): Promise<void>;
  /** Drills that fire now. */
  drills(): Promise<readonly ListedAlert[]>;
  named(fingerprint: string): Promise<ListedAlert | undefined>;
  /** Its routing file, as it shows it. */
  routing(): Promise<string>;
}

/** `todo` is for when nothing listens there. */
export function v2Api({ url, ca, credentials }: EdgeAccess, todo?: string): V2Api {
  const send = asker(url, ca);
  const ask = async (action: string, question: Omit<Question, "pair" | "token">) =>
    checked(url, action, answerOf(url, await send({ ...question, ...credentials }), todo));
  const list = async (query: string) =>
    parsed(url, z.array(listedSchema), await ask("list alerts", { path: `/api/v2/alerts${query}` }));
  return {
    origin: url.origin,
    post: async (alert) => {
      await ask("post an alert", { method: "POST", path: "/api/v2/alerts", body: JSON.stringify([alert]) });
    },
    drills: () => list(`?filter=${encodeURIComponent(`alertname="${DRILL_ALERTNAME}"`)}`),
    named: async (fingerprint) => (await list("")).find((alert) => alert.fingerprint === fingerprint),
    routing: async () => {
      const status = await ask("read the routing", { path: "/api/v2/status" });
      return parsed(url, statusSchema, status).config.original;
    },
  };
}

const denied = "this token or certificate may not do that there; see the roles under identities of edge.yaml";

function checked({ origin }: URL, action: string, { status, body }: Answer): string {
  if (status === 200) return body;
  const said = status === 401 || status === 403 ? denied : (body.split("\n")[0]?.slice(0, 200) ?? "");
  throw new CliError(`Cannot ${action}: ${origin} answered ${status}: ${said}`);
}

function parsed<T>({ origin }: URL, schema: z.ZodType<T>, body: string): T {
  const read = schema.safeParse(jsonOf(body));
  if (read.success) return read.data;
  throw new CliError(`Cannot read the answer of ${origin}: it is no Alertmanager's`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
