import AlertPipelineBroken from "./AlertPipelineBroken.md";
import BastionDown from "./BastionDown.md";
import BastionUnreachable from "./BastionUnreachable.md";
import CertificateExpiring from "./CertificateExpiring.md";
import FarwatchIntakeRefused from "./FarwatchIntakeRefused.md";
import HeartbeatMissing from "./HeartbeatMissing.md";
import ProbeFailed from "./ProbeFailed.md";
import PrometheusDown from "./PrometheusDown.md";
import TEMPLATE from "./TEMPLATE.md";
import WatchImpaired from "./WatchImpaired.md";

/** Every page of this folder by alert name: listed by hand, because a Worker has no folder to read. */
export const runbooks: ReadonlyMap<string, string> = new Map([
  ["AlertPipelineBroken", AlertPipelineBroken],
  ["BastionDown", BastionDown],
  ["BastionUnreachable", BastionUnreachable],
  ["CertificateExpiring", CertificateExpiring],
  ["FarwatchIntakeRefused", FarwatchIntakeRefused],
  ["HeartbeatMissing", HeartbeatMissing],
  ["ProbeFailed", ProbeFailed],
  ["PrometheusDown", PrometheusDown],
  ["TEMPLATE", TEMPLATE],
  ["WatchImpaired", WatchImpaired],
]);
