import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { targets } from "./targets.ts";

/** Every board, by the name of its file in dashboards/. */
export const boards: Readonly<Record<string, () => Dashboard>> = { targets };
