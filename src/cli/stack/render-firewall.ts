import { familyOf } from "./address.ts";
import { type Admission, admissions, forwardedPorts, SSH } from "./admission.ts";
import type { Host, Inventory } from "./inventory.ts";
import { hostFolder, NOTICE, type Rendered } from "./rendered.ts";
import { type Element, element, xmlFile } from "./xml.ts";

/** The zone for the interfaces that face the network. firewalld takes 17 characters for a zone or policy. */
export const ZONE = "farwatch";
export const POLICY = "farwatch-docker";

/** firewalld's files for every host, to be copied to /etc/firewalld (man firewalld.zone, firewalld.policy). */
export function renderFirewalls(inventory: Inventory): readonly Rendered[] {
  return [inventory.bastion, ...inventory.agents].flatMap((host) => {
    const admitted = admissions(inventory, host);
    const forwarded = forwardedPorts(inventory, host);
    const folder = `${hostFolder(host.name)}/firewalld`;
    return [
      { path: `${folder}/zones/${ZONE}.xml`, content: zone(admitted) },
      ...(forwarded.length === 0
        ? []
        : [{ path: `${folder}/policies/${POLICY}.xml`, content: policy(admitted, forwarded) }]),
      ...admitted.flatMap(({ service, ports }) =>
        service === undefined || service === SSH.service
          ? []
          : [{ path: `${folder}/services/${service}.xml`, content: serviceFile(service, ports, host) }],
      ),
    ];
  });
}

function zone(admitted: readonly Admission[]): string {
  const rules = admitted.flatMap((admission) => acceptRules(admission));
  const description =
    "Give it to the interface that faces the network: firewall-cmd --permanent --zone=farwatch --change-interface=...";
  const about = [element("short", {}, "Farwatch"), element("description", {}, description)];
  return xmlFile(NOTICE, element("zone", {}, [...about, ...rules]));
}

/**
 * A port that Docker publishes is forwarded to its container and passes no zone's input, and Docker's own policy lets
 * everything through. This one comes first: whom it does not accept, it rejects.
 */
function policy(admitted: readonly Admission[], published: readonly number[]): string {
  const forwarded = admitted.filter((admission) => admission.forwarded);
  return xmlFile(
    NOTICE,
    element("policy", { target: "CONTINUE", priority: "-100" }, [
      element("short", {}, "Farwatch: ports that Docker publishes"),
      // Not ANY: containers talk to each other on the same ports.
      element("ingress-zone", { name: ZONE }),
      element("egress-zone", { name: "docker" }),
      ...forwarded.flatMap((admission) => acceptRules(admission)),
      ...published.map(rejectRule),
    ]),
  );
}

/** One rule for each source: a family has rules of its own. */
function acceptRules({ service, ports, sources }: Admission): readonly Element[] {
  const what =
    service === undefined
      ? ports.map((port) => element("port", { port: String(port), protocol: "tcp" }))
      : [element("service", { name: service })];
  return sources.flatMap((source) =>
    what.map((one) =>
      element("rule", { family: familyOf(source) }, [
        element("source", { address: source }),
        one,
        element("accept"),
      ]),
    ),
  );
}

/** Priority 1 comes after the rules without one; among those, firewalld would put a rejection first. */
function rejectRule(port: number): Element {
  return element("rule", { priority: "1" }, [
    element("port", { port: String(port), protocol: "tcp" }),
    element("reject"),
  ]);
}

function serviceFile(service: string, ports: readonly number[], host: Host): string {
  return xmlFile(
    NOTICE,
    element("service", {}, [
      element("short", {}, `${service.replace("farwatch-", "Farwatch: ")} on ${host.name}`),
      ...ports.map((port) => element("port", { port: String(port), protocol: "tcp" })),
    ]),
  );
}
