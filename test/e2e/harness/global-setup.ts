import { hasAlertmanager, INSTALL_HINT } from "./alertmanager.ts";
import { hasBlackboxExporter } from "./board-programs.ts";
import { hasPrometheus } from "./prometheus.ts";
import { hasNodeExporter } from "./stack-programs.ts";

/** Says once, before the suites, what is missing. */
export default function setup(): void {
  if (!hasAlertmanager) say("Alertmanager", INSTALL_HINT);
  if (!hasPrometheus) say("Prometheus", "apt-get install prometheus");
  if (!hasNodeExporter) say("node_exporter", "apt-get install prometheus-node-exporter");
  if (!hasBlackboxExporter) say("blackbox_exporter", "apt-get install prometheus-blackbox-exporter");
}

function say(name: string, hint: string): void {
  process.stderr.write(`e2e: suites with a real ${name} are skipped; to run them: ${hint}\n`);
}
