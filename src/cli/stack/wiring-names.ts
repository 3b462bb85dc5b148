import { agentHolders, agentRows } from "./wiring-agent.ts";
import { bastionHolders, bastionRows } from "./wiring-bastion.ts";

/** Jobs that read a port of the wiring. */
export const WIRED_JOBS: ReadonlySet<string> = new Set(
  [...bastionRows, ...agentRows].flatMap(({ job }) => job ?? []),
);

/** And the others: the edge, what blackbox_exporter looks at, what is pushed, and what brings the inventory's own. */
export const STACK_JOBS: ReadonlySet<string> = new Set([
  ...WIRED_JOBS,
  "farwatch",
  "blackbox",
  "otelcol",
  "targets",
]);

/** Names that neither a host nor an operator may have: they are container names or clients of certificates. */
export const TAKEN_NAMES: ReadonlySet<string> = new Set([
  ...[...bastionHolders, ...agentHolders].flatMap(({ name, server = [], client = name }) => [
    name,
    ...server,
    client,
  ]),
  ...[...bastionRows, ...agentRows].flatMap(({ service, at = service }) => [service, at]),
]);
