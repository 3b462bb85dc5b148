import * as z from "zod";
import type { HttpModule, SecretRef } from "./config.ts";
import { text } from "./field.ts";
import { secretFromFile } from "./secret.ts";
import type { Section } from "./section.ts";

type ModuleHeader = HttpModule["headers"][number];

/** `headers`: text by name. */
export const headersSchema = z.record(z.string(), text);

/** `http_headers`: where a value may come from a secret. */
export const httpHeadersSchema = z.record(
  z.string(),
  z.strictObject({
    values: z.array(text).optional(),
    secrets: z.array(text).optional(),
    files: z.array(text).optional(),
  }),
);

/** Headers of a connection, and those that follow from target and body (RFC 9110, 7.6.1): the platform sets them. */
const PLATFORM_HEADERS: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "content-length",
]);

interface RawHeaders {
  readonly headers?: z.output<typeof headersSchema> | undefined;
  readonly http_headers?: z.output<typeof httpHeadersSchema> | undefined;
}

/** Both forms in one list, in the order written. No message quotes a value: it may be a secret. */
export function readModuleHeaders(section: Section, raw: RawHeaders): readonly ModuleHeader[] {
  const plain = Object.entries(raw.headers ?? {}).map(([name, value]) => ({ name, value: { value } }));
  const listed = Object.entries(raw.http_headers ?? {}).flatMap(([name, { values, secrets, files }]) =>
    [
      ...(values ?? []).map((value) => ({ value })),
      ...(secrets ?? []).map((value) => ({ value })),
      ...(files ?? []).map(secretFromFile),
    ].map((value) => ({ name, value })),
  );
  for (const header of plain) check(section.child("headers"), header);
  for (const header of listed) check(section.child("http_headers"), header);
  return [...plain, ...listed];
}

function check(
  section: Section,
  { name, value }: { readonly name: string; readonly value: SecretRef },
): void {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    section.error(`Cannot use header name ${JSON.stringify(name)}`, [name]);
  } else if (PLATFORM_HEADERS.has(name.toLowerCase())) {
    section.error(`Cannot set header ${JSON.stringify(name)}: the platform sets it`, [name]);
  }
  if ("value" in value && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value.value)) {
    section.error(`Cannot set header ${JSON.stringify(name)}: its value has characters that no header may`, [
      name,
    ]);
  }
}
