import { issue, newKey, openAuthority, type Pair, selfSign } from "../../../src/cli/pki-issue.ts";

/** A certificate authority that nobody knows unless told. */
export interface TestAuthority {
  readonly certificate: string;
  server(host: string): Promise<Pair>;
  client(name: string): Promise<Pair>;
}

export async function makeAuthority(): Promise<TestAuthority> {
  const key = await newKey();
  const certificate = await selfSign(key, Date.now());
  const authority = openAuthority(certificate, key);
  const sign = (usage: "serverAuth" | "clientAuth", name: string) =>
    issue(authority, { name, usage, hosts: [name] }, Date.now());
  return {
    certificate,
    server: (host) => sign("serverAuth", host),
    client: (name) => sign("clientAuth", name),
  };
}
