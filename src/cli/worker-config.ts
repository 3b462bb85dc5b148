import { pairName } from "./probe-certificates.ts";

/** In STATE, what a start makes anew: sockets, the bundled worker, its configuration. */
export const RUN_FOLDER = "run";

/** Names of files in STATE/run; workerd runs there, so that no path depends on where STATE lies. */
export const runFiles = {
  config: "worker.capnp",
  module: "worker.js",
  clock: "clock.js",
  /** The folder of runbooks. */
  pages: "pages",
  socket: "worker.sock",
  clockSocket: "clock.sock",
} as const;

/** Carries `request.cf` from the front to workerd; a client's header of that name never passes the front. */
export const CF_HEADER = "farwatch-cf";
export const PROTO_HEADER = "x-forwarded-proto";

/** As in wrangler.toml; a test compares them. */
export const COMPATIBILITY_DATE = "2026-11-01";

/** Which objects on disk belong to which class: never to be changed. */
export const ALERT_ROUTER_KEY = "farwatch-AlertRouter";
export const PROBER_KEY = "farwatch-Prober";

/** Bindings of the worker that do not come by its environment, here or on Cloudflare. */
export const platformBindings = ["ALERT_ROUTER", "PROBER", "RUNBOOKS", "EMAIL", "CF_VERSION"] as const;

/** The worker that turns a request on its own socket into a cron event: workerd has no cron of its own yet. */
export const clockModule = `export default {
  async fetch(request, env) {
    const { outcome } = await env.MAIN.scheduled({ cron: "* * * * *", scheduledTime: new Date() });
    return new Response(outcome, { status: outcome === "ok" ? 200 : 500 });
  },
};
`;

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The configuration of workerd. Values of bindings come by its environment and are never on disk; the client
 * certificates of probes are named, and read where they lie in STATE/pki.
 */
export function workerConfig(bindings: readonly string[], certificates: readonly string[] = []): string {
  const fromEnvironment = bindings
    .filter((name) => environmentName.test(name))
    .map((name) => `    (name = "${name}", fromEnvironment = "${name}"),\n`);
  const clients = certificates.filter((name) => environmentName.test(name));
  const fetchers = clients.map((name) => `    (name = "${name}", service = "${serviceOf(name)}"),\n`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "clock", worker = .clock),
    (name = "objects", disk = (path = "../do", writable = true)),
    (name = "runbooks", disk = (path = "${runFiles.pages}")),
    # Receivers may stand beside the edge, so private addresses are allowed here; probes refuse them by themselves.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
${clients.map(clientService).join("")}  ],
  sockets = [
    (name = "main", address = "unix:${runFiles.socket}", service = "main",
     http = (cfBlobHeader = "${CF_HEADER}", forwardedProtoHeader = "${PROTO_HEADER}")),
    (name = "clock", address = "unix:${runFiles.clockSocket}", service = "clock", http = ()),
  ],
);

const main :Workerd.Worker = (
  modules = [(name = "${runFiles.module}", esModule = embed "${runFiles.module}")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  durableObjectNamespaces = [
    (className = "AlertRouter", uniqueKey = "${ALERT_ROUTER_KEY}", enableSql = true, preventEviction = true),
    (className = "Prober", uniqueKey = "${PROBER_KEY}", enableSql = true, preventEviction = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    (name = "ALERT_ROUTER", durableObjectNamespace = "AlertRouter"),
    (name = "PROBER", durableObjectNamespace = "Prober"),
    (name = "RUNBOOKS", service = "runbooks"),
${fromEnvironment.join("")}${fetchers.join("")}  ],
);

const clock :Workerd.Worker = (
  modules = [(name = "${runFiles.clock}", esModule = embed "${runFiles.clock}")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "MAIN", service = "main")],
);
`;
}

function serviceOf(certificate: string): string {
  return `client certificate ${certificate}`;
}

/** "internet" with a key pair, as an `mtls_certificates` binding is on Cloudflare. */
function clientService(name: string): string {
  const pair = `../pki/${pairName(name)}`;
  return `    (name = "${serviceOf(name)}", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true,
      keypair = (privateKey = embed "${pair}.key", certificateChain = embed "${pair}.crt")))),
`;
}
