import * as z from "zod";
import type { TcpModule } from "./config.ts";
import { defined } from "./defined.ts";
import { text } from "./field.ts";
import { type ForeignFields, IP_FIELDS, noteForeignFields } from "./foreign-fields.ts";
import { regexpSchema } from "./regexp.ts";
import type { Section } from "./section.ts";

const TLS = "write a module with prober: tls, which makes the handshake and reads the chain";

const TCP_FOREIGN: ForeignFields = { refused: { tls: TLS, tls_config: TLS }, unused: IP_FIELDS };

const STEP_FOREIGN: ForeignFields = {
  refused: { starttls: "no probe here turns an open connection to TLS" },
  unused: { labels: "a probe has no metrics of its own making" },
};

const stepSchema = z.strictObject({ expect: regexpSchema.optional(), send: text.optional() });
const tcpSchema = z.strictObject({ query_response: z.array(z.unknown()).optional() });

/** Reads the `tcp` of a module. */
export function readTcpModule(name: string, section: Section): TcpModule | undefined {
  const own = noteForeignFields(section, TCP_FOREIGN);
  if (own.decode(tcpSchema, "tcp") === undefined) return undefined;
  const queryResponse = own
    .child("query_response")
    .items()
    .flatMap((item) => {
      const step = noteForeignFields(item, STEP_FOREIGN).decode(stepSchema, "query_response");
      return step === undefined ? [] : [defined(step)];
    });
  return { prober: "tcp", name, queryResponse };
}
