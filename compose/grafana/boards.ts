import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { capacity } from "./capacity.ts";
import { containers } from "./containers.ts";
import { gpu } from "./gpu.ts";
import { infrastructure } from "./infrastructure.ts";
import { logs } from "./logs.ts";
import { pipeline } from "./pipeline.ts";
import { requests } from "./requests.ts";
import { security } from "./security.ts";
import { services } from "./services.ts";
import { slo } from "./slo.ts";
import { targets } from "./targets.ts";

/** Every board, by the name of its file in dashboards/. */
export const boards: Readonly<Record<string, () => Dashboard>> = {
  capacity,
  containers,
  gpu,
  infrastructure,
  logs,
  pipeline,
  requests,
  security,
  services,
  slo,
  targets,
};
