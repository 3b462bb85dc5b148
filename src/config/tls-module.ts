import * as z from "zod";
import type { TlsModule } from "./config.ts";
import { defined } from "./defined.ts";
import { text } from "./field.ts";
import { type ForeignFields, IP_FIELDS, noteForeignFields } from "./foreign-fields.ts";
import { hostName } from "./host-name.ts";
import type { Section } from "./section.ts";

const TLS_FOREIGN: ForeignFields = {
  refused: {
    tls_config: "write server_name and ca beside each other, right under tls",
    ca_file: "a certificate is no secret: write its PEM as ca",
    cert_file: "no tls probe shows a certificate of ours; an http module can, by client_certificate",
    key_file: "no tls probe shows a certificate of ours; an http module can, by client_certificate",
  },
  unused: {
    ...IP_FIELDS,
    insecure_skip_verify: "a chain is read whoever signed it; ca alone decides whether it is trusted",
  },
};

const tlsSchema = z.strictObject({ server_name: hostName.optional(), ca: text.optional() });

/** Reads the `tls` of a module. */
export function readTlsModule(name: string, section: Section): TlsModule | undefined {
  const own = noteForeignFields(section, TLS_FOREIGN);
  const raw = own.decode(tlsSchema, "tls");
  if (raw === undefined) return undefined;
  const problem = raw.ca === undefined ? undefined : pemProblem(raw.ca);
  if (problem !== undefined) own.error(`Cannot read ca: ${problem}`, ["ca"]);
  return { prober: "tls", name, ...defined({ serverName: raw.server_name, ca: raw.ca }) };
}

/** Only the frame: what is inside is read by the probe. Nothing is quoted, for it may be a key put here by mistake. */
function pemProblem(pem: string): string | undefined {
  const blocks = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)];
  if (blocks.length === 0) return 'expected PEM, "-----BEGIN CERTIFICATE-----" and so on';
  for (const [, label, base64 = ""] of blocks) {
    if (label !== "CERTIFICATE") return `expected certificates only, got ${label?.toLowerCase()}`;
    // Every certificate is a DER sequence of some hundred bytes: 0x30 0x82, in base64 "MII".
    if (!/^MI[A-Za-z0-9+/\s]+=*\s*$/.test(base64.trim())) return "a certificate in it is damaged";
  }
  return undefined;
}
