import { hasAlertmanager, INSTALL_HINT } from "./alertmanager.ts";

/** Says once, before the suites, what is missing. */
export default function setup(): void {
  if (!hasAlertmanager) {
    process.stderr.write(`e2e: suites with a real Alertmanager are skipped; to run them: ${INSTALL_HINT}\n`);
  }
}
