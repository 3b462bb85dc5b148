import { CERTIFICATE_MODULE, type TargetGroup } from "../../../../src/cli/stack/render-targets.ts";
import { AGENT, BLIP, GPU_JOB, isBeingUpgraded, isGone, REBOOT, RENEWAL } from "./events.ts";
import { counter, DAY, during, gauge, noise, type Series, type Values, wave, without } from "./series.ts";

const THIRTY_DAYS = 30 * DAY * 60;
const YEAR = 365 * DAY * 60;

/** What blackbox_exporter says of one target: a service, or the certificate of a port. */
export function probeSeries({ targets: [instance = ""], labels }: TargetGroup): readonly Series[] {
  const { host = "", service = "", module } = labels;
  const isCertificate = module === CERTIFICATE_MODULE;
  const all = { job: "blackbox", instance, ...labels };
  const isDown = (minute: number) =>
    isGone(host, minute) ||
    isBeingUpgraded(service, minute) ||
    (!isCertificate && (isStarting(host, minute) || (host !== AGENT && minute === BLIP)));
  const success = gauge((minute) => (isDown(minute) ? 0 : 1));
  if (!isCertificate) return [{ name: "probe_success", labels: all, values: success }];
  const expiry = without(
    gauge((minute) => endOf(host, minute)),
    isDown,
  );
  return [
    { name: "probe_success", labels: all, values: success },
    { name: "probe_ssl_earliest_cert_expiry", labels: all, values: expiry },
  ];
}

/** Apps need a minute longer than the exporters of their host. */
function isStarting(host: string, minute: number): boolean {
  return host === AGENT && during(minute, REBOOT.at + REBOOT.minutes, 1);
}

function endOf(host: string, minute: number): number {
  const end = 60 * RENEWAL.due + THIRTY_DAYS;
  return host !== AGENT && minute < RENEWAL.done ? end : end - THIRTY_DAYS + YEAR;
}

/** Traefik goes on showing the certificate that it has replaced, until it is made anew in the upgrade. */
export function traefikSeries(host: string, instance: string): readonly Series[] {
  const labels = { job: "traefik", instance, host };
  const names = { cn: "traefik.lab", sans: "traefik.lab" };
  const requests = (code: string, share: number): Series => ({
    name: "traefik_service_requests_total",
    labels: { ...labels, service: "shop@docker", code, method: "GET", protocol: "http" },
    values: counter(requestRate("shop", share)),
  });
  const end = endOf(host, 0);
  return [
    requests("200", 0.97),
    requests("404", 0.0298),
    requests("502", 0.0002),
    {
      name: "traefik_tls_certs_not_after",
      labels: { ...labels, ...names, serial: "1" },
      values: without(gauge(end), (minute) => minute >= RENEWAL.done + 17),
    },
    {
      name: "traefik_tls_certs_not_after",
      labels: { ...labels, ...names, serial: "2" },
      values: without(gauge(endOf(host, 2 * DAY)), (minute) => minute < RENEWAL.done),
    },
  ];
}

function requestRate(name: string, share: number): (minute: number) => number {
  const jitter = noise(`requests ${name}`, 0.3);
  return (minute) => share * (20 + 200 * wave(minute)) * jitter(minute);
}

/** Spans of an app on the agent: three in a thousand take longer than half a second. */
export function spanSeries(): readonly Series[] {
  const labels = {
    host: AGENT,
    service_name: "shop",
    span_kind: "SPAN_KIND_SERVER",
    status_code: "STATUS_CODE_UNSET",
  };
  const of = (name: string, share: number, more: Series["labels"] = {}): Series => ({
    name: `traces_span_metrics_duration_seconds_${name}`,
    labels: { ...labels, ...more },
    values: without(counter(requestRate("spans", share), REBOOT.at), (minute) => isGone(AGENT, minute)),
  });
  return [of("count", 1), of("bucket", 0.997, { le: "0.5" }), of("bucket", 1, { le: "+Inf" })];
}

/** A card that trains in the afternoon. */
export function gpuSeries(host: string, instance: string): readonly Series[] {
  const labels = { job: "nvidia_gpu", instance, host };
  const jitter = noise("gpu", 0.02);
  const isTraining = (minute: number) => during(minute, GPU_JOB.at, GPU_JOB.minutes);
  const of = (name: string, values: Values, more: Series["labels"] = {}): Series => ({
    name: `nvidia_smi_${name}`,
    labels: { ...labels, ...more },
    values: without(values, (minute) => isGone(host, minute)),
  });
  const gpu = { uuid: "df6e7a7c" };
  return [
    of("last_collect_success", gauge(1)),
    of("gpu_info", gauge(1), { ...gpu, name: "NVIDIA GeForce RTX 4090" }),
    of(
      "temperature_gpu",
      gauge((minute) => Math.round((isTraining(minute) ? 79 : 45) * jitter(minute))),
      gpu,
    ),
    of(
      "utilization_gpu_ratio",
      gauge((minute) => (isTraining(minute) ? 0.98 : 0.02) * jitter(minute)),
      gpu,
    ),
    of("memory_total_bytes", gauge(24 * 2 ** 30), gpu),
    of(
      "memory_used_bytes",
      gauge((minute) => (isTraining(minute) ? 20 : 1) * 2 ** 30),
      gpu,
    ),
  ];
}
