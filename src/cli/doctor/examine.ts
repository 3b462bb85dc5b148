import { asker, type Credentials, type Question, type Reply } from "../ask.ts";
import { asksForCertificate } from "./certificate-request.ts";
import { type Check, unknown } from "./check.ts";
import { type CallerWords, judgeAdmission, judgeStranger } from "./judge-gate.ts";
import { judgeClock, judgeHealthy, judgeReady } from "./judge-health.ts";
import { judgeMetrics } from "./judge-metrics.ts";
import { judgePair } from "./judge-pair.ts";
import { isTrusted, judgeAddresses, judgeConnection, judgeTls } from "./judge-peer.ts";
import { judgeAsksPeople, judgeMachineRoutes, judgeRunbooks } from "./judge-people.ts";
import type { DoctorOptions } from "./options.ts";
import { addressesOf, meet } from "./peer.ts";

type Ask = (question: Question) => Promise<Reply>;

/** A name that no heartbeat can have, so that asking for it changes nothing. */
const NO_HEARTBEAT = "/heartbeat/-";

/** A path that is in no table of routes. */
const NOWHERE = "/-/doctor";

/** A page that there always is: the list is a part of the Worker, while pages are files that a deploy puts beside it. */
const RUNBOOK = "/runbooks/HeartbeatMissing";

/** Every check, in the order in which a request would fail. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  const machine = await examineMachine(options);
  return [...machine, ...(await examinePeople(options))];
}

async function examineMachine({ url, ca, pair, token }: DoctorOptions): Promise<readonly Check[]> {
  const own = judgePair(pair, Date.now());
  const { checks, reachable } = await examineWay("", url, ca);
  if (!reachable)
    return [...checks, own.check, unknown("answers", "not asked: nothing is sent to who is not trusted")];
  const ask = asker(url, ca);
  const credentials = credentialsOf(own.fingerprint === undefined ? undefined : pair, token);
  const healthy = await ask({ path: "/-/healthy", ...credentials });
  const metrics = await ask({ path: "/metrics", ...credentials });
  return [
    ...checks,
    judgeStranger(await ask({ path: "/metrics" })),
    own.check,
    await examineAdmission(ask, credentials, metrics, wordsOf(own.fingerprint)),
    judgeHealthy(healthy),
    ...judgeReady(await ask({ path: "/-/ready", ...credentials })),
    judgeClock(healthy),
    ...judgeMetrics(metrics),
  ];
}

/** From the name to a server that can be trusted. */
async function examineWay(prefix: string, url: URL, ca: string | undefined) {
  const addresses = await addressesOf(url);
  const dns = judgeAddresses(`${prefix}dns`, url, addresses);
  if ("kind" in addresses) return { checks: [dns], reachable: false };
  const peer = await meet(url, ca);
  const tls = judgeTls(`${prefix}tls`, peer, Date.now());
  return { checks: [dns, judgeConnection(`${prefix}connect`, url, peer), tls], reachable: isTrusted(peer) };
}

/** A certificate decides alone: who shows one is not asked for a token. */
function credentialsOf(pair: DoctorOptions["pair"], token: string | undefined): Credentials {
  if (pair !== undefined) return { pair };
  return token === undefined ? {} : { token };
}

function wordsOf(fingerprint: string | undefined): CallerWords {
  if (fingerprint === undefined)
    return {
      who: "the token",
      todo: "npx wrangler secret put OPERATOR_TOKEN; a local edge has operator.token",
    };
  const pin = `under identities of config/edge.yaml pin ${fingerprint}`;
  return { who: "the certificate", todo: `${pin}; it must also be of the edge's CA and not revoked` };
}

async function examineAdmission(ask: Ask, credentials: Credentials, metrics: Reply, words: CallerWords) {
  if (credentials.pair === undefined && credentials.token === undefined)
    return unknown("admitted", "not asked", "give --cert and --key, or --token-file");
  const heartbeat = await ask({ path: NO_HEARTBEAT, method: "POST", ...credentials });
  const nowhere = await ask({ path: NOWHERE, ...credentials });
  return judgeAdmission({ metrics, heartbeat, nowhere }, words);
}

async function examinePeople({ people: url, ca, token }: DoctorOptions): Promise<readonly Check[]> {
  if (url === undefined) return [unknown("people", "not asked", "give --people URL")];
  const { checks, reachable } = await examineWay("people-", url, ca);
  if (!reachable) return [...checks, unknown("people-answers", "not asked")];
  const ask = asker(url, ca);
  return [
    ...checks,
    judgeAsksPeople(url.protocol === "http:" ? false : await asksForCertificate(url)),
    judgeRunbooks(await ask({ path: RUNBOOK })),
    judgeMachineRoutes(await ask({ path: "/metrics", ...(token && { token }) }), token !== undefined),
  ];
}
