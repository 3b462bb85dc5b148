import * as z from "zod";
import type { DnsModule } from "./config.ts";
import { text } from "./field.ts";
import { type ForeignFields, IP_FIELDS, noteForeignFields } from "./foreign-fields.ts";
import { hostName } from "./host-name.ts";
import type { Section } from "./section.ts";

const ANSWERS = "write expect_answers: the records that must be among the answers";

const DNS_FOREIGN: ForeignFields = {
  refused: {
    valid_rcodes: "only NOERROR is a good answer here",
    validate_answer_rrs: ANSWERS,
    validate_authority_rrs: ANSWERS,
    validate_additional_rrs: ANSWERS,
    query_class: "every question here is of class IN",
    hostname: "the target is the resolver's URL",
  },
  unused: {
    ...IP_FIELDS,
    transport_protocol: "the question goes over HTTPS",
    dns_over_tls: "the question goes over HTTPS",
    tls_config: "the question goes over HTTPS, with the platform's CAs",
    recursion_desired: "the resolver is always asked to recurse",
  },
};

const QUERY_TYPES = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "TXT",
  "NS",
] as const satisfies readonly DnsModule["queryType"][];

const dnsSchema = z.strictObject({
  query_name: hostName,
  query_type: z.enum(QUERY_TYPES).optional(),
  expect_answers: z.array(text).optional(),
});

/** Reads the `dns` of a module. */
export function readDnsModule(name: string, section: Section): DnsModule | undefined {
  const raw = noteForeignFields(section, DNS_FOREIGN).decode(dnsSchema, "dns");
  if (raw === undefined) return undefined;
  const { query_name: queryName, query_type: queryType = "A", expect_answers: expectAnswers = [] } = raw;
  return { prober: "dns", name, queryName, queryType, expectAnswers };
}
