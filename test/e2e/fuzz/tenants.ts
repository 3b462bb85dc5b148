import { readFile } from "node:fs/promises";
import { issue, openAuthority } from "../../../src/cli/pki-issue.ts";
import type { Credentials } from "../harness/caller.ts";
import type { EdgeProcess } from "../harness/edge.ts";

/** Every tenant has a router of its own, so what one piled up slows no other. */
export function edgeWith(tenants: number): string {
  const lines = Array.from({ length: tenants }, (_, index) => {
    return `  - { name: ${nameOf(index)}, roles: [operator], tenant: ${nameOf(index)}, subject: "CN=${nameOf(index)},O=Farwatch" }`;
  });
  return ["identities:", ...lines, ""].join("\n");
}

function nameOf(index: number): string {
  return `fuzz-${index}`;
}

/** A certificate of the edge's own authority for the operator of one tenant. */
export async function credentialsOf(edge: EdgeProcess, index: number): Promise<Credentials> {
  const [ca, key] = [await readFile(edge.pki("ca.crt"), "utf8"), await readFile(edge.pki("ca.key"), "utf8")];
  const leaf = { name: nameOf(index), usage: "clientAuth", hosts: [nameOf(index)] } as const;
  const pair = await issue(openAuthority(ca, key), leaf, Date.now());
  return { ca, cert: pair.certificate, key: pair.key };
}

/** Nothing is ever told, so that what is measured is the API; yet there is every kind of thing to match. */
export const ROUTING = `
route:
  receiver: nothing
  group_by: [alertname]
  group_wait: 1h
  group_interval: 1h
  routes:
    - { receiver: team-a, matchers: ['severity=critical'], continue: true, group_by: ['...'] }
    - { receiver: team-b, matchers: ['instance=~"inst-[1-3]"'], mute_time_intervals: [always] }
    - { receiver: team-c, matchers: ['alertname=~"A.*"', 'severity!=info'], group_by: [instance, severity] }
inhibit_rules:
  - source_matchers: [severity=critical]
    target_matchers: [severity=~"warning|info"]
    equal: [alertname, instance]
time_intervals:
  - { name: always, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] }
receivers: [{ name: nothing }, { name: team-a }, { name: team-b }, { name: team-c }]
`;
