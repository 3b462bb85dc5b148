import { originalOf } from "../config/original/original.ts";
import { IMITATED_VERSION } from "../config/original/version.ts";
import { receiverKinds } from "../receiver/receivers.ts";
import type { ApiContext } from "./context.ts";
import { v2Json } from "./v2-answer.ts";
import { refuseFormat } from "./v2-request.ts";

/** What changes never while an isolate lives: the clock stands still until a request comes. */
let started: { readonly uptime: string; readonly original: string } | undefined;

/** GET /api/v2/status: enough for amtool's version check and `amtool config show`. */
export function status(c: ApiContext): Response {
  const refused = refuseFormat(c);
  if (refused) return refused;
  started ??= {
    uptime: new Date(c.var.deps.now()).toISOString(),
    original: originalOf(c.var.loaded.routingText, receiverKinds),
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
