import * as z from "zod";
import { type Exchange, type HttpClient, textOf } from "./http-client.ts";
import { goTime, strictJson, stringMap } from "./strict-json.ts";

/** What karma reads of a group, and no more; everything but generatorURL must be there. */
const groups = z.array(
  z.object({
    labels: stringMap,
    receiver: z.object({ name: z.string().min(1) }),
    alerts: z.array(
      z.object({
        startsAt: goTime,
        annotations: stringMap,
        labels: stringMap,
        fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
        generatorURL: z.string().optional(),
        status: z.object({
          state: z.enum(["active", "suppressed", "unprocessed"]),
          inhibitedBy: z.array(z.string()),
          silencedBy: z.array(z.string()),
        }),
      }),
    ),
  }),
);

const matcher = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  isEqual: z.boolean().optional(),
});

const silences = z.array(
  z.object({
    id: z.uuid(),
    startsAt: goTime,
    endsAt: goTime,
    createdBy: z.string(),
    comment: z.string(),
    matchers: z.array(matcher),
  }),
);

/** Everything that karma knows of an Alertmanager after one round. */
export interface KarmaRound {
  readonly version: string;
  readonly silences: z.output<typeof silences>;
  readonly groups: z.output<typeof groups>;
}

/** One collection, as karma does it each minute; throws where karma would mark the instance as down, or panic. */
export async function collect(client: HttpClient): Promise<KarmaRound> {
  const version = readVersion(textOf(okOf(await client.get("/metrics"))));
  const silenceList = okOf(await client.get("/api/v2/silences"));
  const groupList = okOf(await client.get("/api/v2/alerts/groups"));
  return {
    version,
    silences: strictJson(silenceList, silences),
    groups: strictJson(groupList, groups),
  };
}

function okOf(answer: Exchange): Exchange {
  if (answer.status !== 200)
    throw new Error(`karma takes the instance for dead: ${answer.status} ${textOf(answer)}`);
  return answer;
}

const OLDEST = [0, 22, 0];

/** The version in the metrics, which karma hands to a parser of semantic versions that panics at all else. */
function readVersion(metrics: string): string {
  const found = /^alertmanager_build_info\{(?:[^}]*,)?version="([^"]+)"[^}]*\} 1$/m.exec(metrics)?.[1];
  if (found === undefined) throw new Error("There is no alertmanager_build_info in the metrics");
  const [version = ""] = found.split("-");
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) throw new Error(`karma panics at version ${found}`);
  const index = parts.findIndex((part, i) => part !== OLDEST[i]);
  if (index >= 0 && (parts[index] ?? 0) < (OLDEST[index] ?? 0))
    throw new Error(`karma refuses version ${found}`);
  return version;
}
