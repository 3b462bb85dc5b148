import { CERTIFICATE_MODULE } from "../../../../src/cli/stack/render-targets.ts";
import { histogram, type Spread } from "./histogram.ts";
import { type Labels, type Series, Target } from "./series.ts";
import { during, jitter, own, wave } from "./shape.ts";
import { BASTION, isBroken, isDown, isShopDead, MIDNIGHT, SCAN } from "./story.ts";

/** Of durations, in seconds. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests a minute in the afternoon, and how long they take. */
const BEHIND_TRAEFIK = [
  { name: "shop", most: 540, median: 0.048, spread: 2.1 },
  { name: "adguard", most: 70, median: 0.011, spread: 1.9 },
  { name: "ollama", most: 14, median: 0.09, spread: 2.4 },
] as const;

/** What Traefik says of the services behind it. */
export function traefikSeries(host: string, instance: string): readonly Series[] {
  const labels = { job: "traefik", instance, host };
  const week = new Target(labels, { since: "week" });
  const day = new Target(labels);
  const doors: { readonly code: string; readonly perMinute: Share }[] = [];
  for (const { name, most, median, spread } of BEHIND_TRAEFIK) {
    const service = `${name}@docker`;
    const rate = (minute: number) => most * (0.06 + wave(minute)) * jitter(name, minute, 0.2);
    for (const [code, share] of codesOf(name)) {
      const of = { service, code, method: "GET", protocol: "http" };
      const perMinute = (minute: number) => rate(minute) * share(minute);
      week.counter("traefik_service_requests_total", perMinute, of);
      histogram(day, "traefik_service_request_duration_seconds", {
        perMinute,
        spread: (minute) => slower(name, minute, { median, spread }),
        bounds: BOUNDS,
        labels: of,
      });
      day.counter("traefik_service_requests_bytes_total", (minute) => 900 * perMinute(minute), of);
      day.counter(
        "traefik_service_responses_bytes_total",
        (minute) => 14_000 * (0.4 + own(name)) * perMinute(minute),
        of,
      );
      doors.push({ code, perMinute });
    }
    const isUp = (minute: number) => (name === "shop" && isShopDead(minute) ? 0 : 1);
    day.gauge("traefik_service_server_up", isUp, { service, url: `http://${name}:8080` });
  }
  for (const [code, parts] of Map.groupBy(doors, (one) => one.code)) {
    // An entry point counts for all of its services.
    const all = (minute: number) => parts.reduce((sum, { perMinute }) => sum + perMinute(minute), 0);
    const of = { code, method: "GET", protocol: "http", entrypoint: "websecure" };
    day.counter("traefik_entrypoint_requests_total", all, of);
  }
  return [...week.all, ...day.all, ...doorSeries(labels)];
}

function doorSeries(labels: Labels): readonly Series[] {
  const target = new Target(labels);
  const open = (most: number) => (minute: number) =>
    Math.round(most * (0.2 + wave(minute)) * jitter("open", minute, 0.4));
  target.gauge("traefik_open_connections", open(34), { entrypoint: "websecure", protocol: "TCP" });
  target.gauge("traefik_open_connections", open(3), { entrypoint: "metrics", protocol: "TCP" });
  const handshakes = (version: string, most: number) =>
    target.counter(
      "traefik_entrypoint_requests_tls_total",
      (minute) => most * (0.1 + wave(minute)) * jitter(version, minute, 0.3),
      {
        entrypoint: "websecure",
        tls_version: version,
        tls_cipher: "TLS_AES_128_GCM_SHA256",
      },
    );
  handshakes("1.3", 560);
  handshakes("1.2", 40);
  return target.gauge("traefik_tls_certs_not_after", MIDNIGHT / 1000 + 26 * 86_400, {
    cn: "traefik.lab",
    sans: "traefik.lab",
    serial: "1",
  }).all;
}

type Share = (minute: number) => number;

function codesOf(name: string): readonly (readonly [code: string, share: Share])[] {
  const failed: Share = (minute) => failing(name, minute);
  const missing: Share = (minute) => (name === "shop" ? 0.012 + (during(minute, SCAN) ? 0.2 : 0) : 0.004);
  const cached: Share = () => (name === "shop" ? 0.09 : 0.02);
  return [
    ["200", (minute) => 1 - failed(minute) - missing(minute) - cached(minute)],
    ["304", cached],
    ["404", missing],
    ["502", failed],
  ];
}

/** Of the shop's requests while its new version is there; else next to none. */
export function failing(name: string, minute: number): number {
  if (!isBroken(minute) || (name !== "shop" && name !== "stock")) return name === "shop" ? 1e-5 : 0;
  return 0.105 * jitter("broken", minute, 0.4);
}

export function slower(name: string, minute: number, { median, spread }: Spread): Spread {
  const isSlow = isBroken(minute) && (name === "shop" || name === "stock");
  const warmth = 0.85 + 0.3 * wave(minute);
  return {
    median: median * warmth * (isSlow ? 3.4 : 1) * jitter(`${name} duration`, minute, 0.12),
    spread: isSlow ? 2.9 : spread,
  };
}

/** What blackbox_exporter says of a service, or of the certificate of a port. */
export function probeSeries(labels: Labels, instance: string): readonly Series[] {
  const { host = "", service = "", module } = labels;
  const target = new Target({ job: "blackbox", instance, ...labels }, { since: "week" });
  const isOver = (minute: number) => isDown(host, minute) || (service === "shop" && isShopDead(minute));
  target.gauge("probe_success", (minute) => (isOver(minute) ? 0 : 1));
  if (module !== CERTIFICATE_MODULE) return target.all;
  // Certificates that were made on two days; those of Bastion are renewed at 30 days.
  const days = host === BASTION ? 187 : 29.4 - 2 * own(service);
  const expiry = (minute: number) =>
    isDown(host, minute) ? undefined : Math.round(MIDNIGHT / 1000 + 86_400 * days);
  return target.gauge("probe_ssl_earliest_cert_expiry", expiry).all;
}
