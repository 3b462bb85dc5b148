import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { board, choice } from "./board.ts";
import { heading } from "./panel.ts";
import * as certificates from "./security-certificates.ts";
import * as firewall from "./security-firewall.ts";
import * as ssh from "./security-ssh.ts";

/** Who tries to get in, who gets in, and by which certificates. */
export function security(): Dashboard {
  return board(
    "security",
    "Security events",
    "Who tries to get in, who gets in, and with which certificates.",
  )
    .withVariable(choice("host", 'up{job="node"}').label("Host"))
    .time({ from: "now-24h", to: "now" })
    .withRow(heading("SSH"))
    .withPanel(ssh.failedCount())
    .withPanel(ssh.acceptedCount())
    .withPanel(ssh.open())
    .withPanel(ssh.failed())
    .withPanel(ssh.accepted())
    .withPanel(ssh.sources())
    .withPanel(ssh.lines())
    .withRow(heading("Firewall"))
    .withPanel(firewall.blocks())
    .withPanel(firewall.zones())
    .withPanel(firewall.addresses())
    .withPanel(firewall.ports())
    .withRow(heading("Certificates"))
    .withPanel(certificates.failures())
    .withPanel(certificates.tunnel())
    .withPanel(certificates.connections())
    .withPanel(certificates.ending())
    .withPanel(certificates.lines())
    .withPanel(certificates.denied())
    .build();
}
