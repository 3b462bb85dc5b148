import { parseAddress } from "../../config/address.ts";
import type { DnsModule } from "../../config/config.ts";
import { down, type Findings, messageOf, unknown } from "./failure.ts";
import type { ProbeWorld } from "./probe.ts";
import { type QueryType, queryDns, rcodes } from "./resolve.ts";
import { guardHost, shownUrl } from "./target.ts";

const rcodeNames: Readonly<Record<number, string>> = {
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  5: "REFUSED",
};

/** Asks the resolver for the module's name and holds the answers against those that it expects. */
export async function probeDns(module: DnsModule, target: string, world: ProbeWorld): Promise<Findings> {
  const { queryName, queryType, expectAnswers } = module;
  const { rcode, data } = await ask(module, target, world);
  const question = `${queryType} ${queryName}`;
  if (rcode !== rcodes.noError)
    throw down(`${question} is answered ${rcodeNames[rcode] ?? `RCODE ${rcode}`}`);
  if (data.length === 0) throw down(`${question} has no answer`);
  world.step(`${question} is ${data.join(", ")}`);
  const answers = data.map((one) => normalized(one, queryType));
  const missing = expectAnswers.find((one) => !answers.includes(normalized(one, queryType)));
  if (missing !== undefined)
    throw down(`${question} lacks ${JSON.stringify(missing)}: it is ${data.join(", ")}`);
  return {};
}

/**
 * A resolver that does not answer is `unknown`: the probe is about the name, and who else asks for it may use another one.
 * To watch a resolver of your own, probe its URL by http.
 */
async function ask({ queryName, queryType }: DnsModule, target: string, world: ProbeWorld) {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw unknown(`Cannot ask ${JSON.stringify(target)}: it is no http or https URL`);
  await guardHost(new URL(target).hostname, world);
  world.step(`Ask ${shownUrl(target)} for ${queryType} ${queryName}`);
  try {
    return await queryDns(world.fetch, target, queryName, queryType, world.signal);
  } catch (error) {
    throw unknown(`${shownUrl(target)} did not answer: ${messageOf(error)}`);
  }
}

/** Two ways to write one answer are the same answer. */
function normalized(answer: string, type: QueryType): string {
  if (type === "A" || type === "AAAA") return parseAddress(answer)?.join(".") ?? answer;
  // Resolvers quote each piece of a text; the pieces are one text (RFC 7208 3.3).
  if (type === "TXT")
    return answer
      .replace(/^"(.*)"$/s, "$1")
      .replaceAll('" "', "")
      .replaceAll('\\"', '"');
  return answer.toLowerCase().replace(/\.$/, "");
}
