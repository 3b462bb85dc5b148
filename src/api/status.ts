import type { ApiContext } from "./context.ts";
import { maskRouting } from "./mask-routing.ts";
import { v2Json } from "./v2-answer.ts";
import { refuseAccept } from "./v2-request.ts";

/** The Alertmanager whose API we imitate: amtool compares it with its own version, karma wants plain semver. */
export const IMITATED_VERSION = "0.33.1";

/** What changes never while an isolate lives: the clock stands still until a request comes. */
let started: { readonly uptime: string; readonly original: string } | undefined;

/** GET /api/v2/status: enough for amtool's version check and `amtool config show`. */
export function status(c: ApiContext): Response {
  const refused = refuseAccept(c);
  if (refused) return refused;
  started ??= {
    uptime: new Date(c.var.deps.now()).toISOString(),
    original: maskRouting(c.var.loaded.routingText),
  };
  return v2Json(200, {
    cluster: { peers: [], status: "disabled" },
    config: { original: started.original },
    uptime: started.uptime,
    versionInfo: {
      branch: "",
      buildDate: "",
      buildUser: "",
      goVersion: "",
      revision: c.env.CF_VERSION?.id ?? "",
      version: IMITATED_VERSION,
    },
  });
}
