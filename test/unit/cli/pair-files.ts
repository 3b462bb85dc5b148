import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeAuthority } from "./doctor/servers.ts";
import { scratch } from "./scratch.ts";

/** A client's certificate and key and their authority, as files and as texts. */
export async function pairFiles() {
  const now = Date.now();
  const authority = await makeAuthority(now);
  const { certificate, key } = await authority.client("operator", now);
  const texts = { crt: certificate, key, ca: authority.certificate };
  const folder = await scratch();
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  return { texts, at: (name: keyof typeof texts) => join(folder, name) };
}
