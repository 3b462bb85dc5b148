import { type Labels, type Series, Target } from "./series.ts";
import { at, during, jitter, own, wave } from "./shape.ts";
import {
  BASTION,
  DEPLOY,
  isBroken,
  isDown,
  isShopDead,
  isTraining,
  MIDNIGHT,
  REBOOT,
  SHOP_STARTS,
} from "./story.ts";

interface Container {
  readonly name: string;
  readonly project: string;
  readonly limit: number;
}

const MIB = 2 ** 20;
/** Of the applications beside the stack; the stack's own are in its Compose files. */
const APPS: Readonly<Record<string, readonly Container[]>> = {
  bastion: [
    { name: "shop", project: "shop", limit: 256 * MIB },
    { name: "stock", project: "shop", limit: 192 * MIB },
    { name: "adguard", project: "adguard", limit: 256 * MIB },
  ],
  monster: [{ name: "ollama", project: "ollama", limit: 16_384 * MIB }],
};

const STACK: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bastion: {
    prometheus: 640,
    grafana: 288,
    loki: 352,
    tempo: 320,
    alloy: 288,
    alertmanager: 64,
    traefik: 96,
    cadvisor: 128,
    "node-exporter": 48,
    blackbox: 40,
  },
  monster: { otelcol: 160, "node-exporter": 48, cadvisor: 128, "nvidia-gpu": 64 },
};

/** What cAdvisor says of the containers of a host. */
export function containerSeries(host: string, instance: string): readonly Series[] {
  const stack = Object.entries(STACK[host] ?? {}).map(([name, mebibytes]) => {
    return { name, project: host === BASTION ? "farwatch" : "farwatch-agent", limit: mebibytes * MIB };
  });
  return [...stack, ...(APPS[host] ?? [])].flatMap((container) => oneContainer(host, instance, container));
}

function oneContainer(host: string, instance: string, container: Container): readonly Series[] {
  const { name, project } = container;
  const labels = {
    job: "cadvisor",
    instance,
    host,
    id: `/system.slice/docker-${name}.scope`,
    name: `${project}-${name}-1`,
    container_label_com_docker_compose_project: project,
    container_label_com_docker_compose_service: name,
  };
  const starts = name === "shop" ? SHOP_STARTS : host === BASTION ? [] : [REBOOT[1]];
  const isGone = (minute: number) => isDown(host, minute);
  const target = new Target(labels, { isGone, restarts: starts });
  const started = (minute: number) =>
    starts.findLast((start) => start <= minute) ?? -1_440 * (5 + 40 * own(name));
  const work = workOf(host, name);
  target.gauge("container_start_time_seconds", (minute) =>
    Math.round(MIDNIGHT / 1000 + 60 * started(minute)),
  );
  target.gauge("container_health_state", (minute) =>
    starts.some((start) => during(minute, [start, start + 2])) ? 0 : 1,
  );
  target.counter("container_cpu_usage_seconds_total", (minute) => 60 * work(minute), { cpu: "total" });
  target.counter("container_cpu_cfs_periods_total", 600);
  target.counter(
    "container_cpu_cfs_throttled_periods_total",
    (minute) => 600 * Math.max(0, work(minute) - 0.16) * 0.6,
  );
  target.counter(
    "container_network_receive_bytes_total",
    (minute) => 4e7 * work(minute) * (0.5 + own(name)),
    { interface: "eth0" },
  );
  target.counter(
    "container_network_transmit_bytes_total",
    (minute) => 5e7 * work(minute) * (0.3 + own(`${name} out`)),
    { interface: "eth0" },
  );
  target.counter("container_fs_reads_bytes_total", (minute) => 2e6 * work(minute) * own(`${name} read`), {
    device: "/dev/nvme0n1",
  });
  target.counter("container_fs_writes_bytes_total", (minute) => 2.6e7 * work(minute) * own(`${name} write`), {
    device: "/dev/nvme0n1",
  });
  return [...target.all, ...memory(host, labels, container, isGone)];
}

/** Capacity looks at a week of it. */
function memory(
  host: string,
  labels: Labels,
  { name, limit }: Container,
  isGone: (minute: number) => boolean,
): readonly Series[] {
  const share = 0.25 + 0.5 * own(`${host} ${name} memory`);
  // Prometheus keeps more series from day to day.
  const growth = name === "prometheus" ? 1.6e-5 : 0;
  const used = (minute: number) => {
    const deploy = name === "shop" && isBroken(minute) ? (0.25 * ((minute - DEPLOY[0]) % 6)) / 6 : 0;
    return Math.min(
      0.97,
      share * (0.92 + 0.12 * wave(minute)) * jitter(`${host} ${name}`, minute, 0.04) +
        growth * minute +
        deploy,
    );
  };
  return new Target(labels, { isGone, since: "fortnight" })
    .gauge("container_spec_memory_limit_bytes", limit)
    .gauge("container_memory_working_set_bytes", (minute) => Math.round(limit * used(minute))).all;
}

/** Cores that it uses. */
function workOf(host: string, name: string): (minute: number) => number {
  const base = 0.004 + 0.06 * own(`${host} ${name} work`) ** 2;
  const busy: Readonly<Record<string, number>> = {
    prometheus: 0.13,
    shop: 0.2,
    stock: 0.09,
    cadvisor: 0.07,
    alloy: 0.1,
  };
  const most = busy[name] ?? base;
  return (minute) => {
    const training = name === "ollama" && during(minute, [at(9), at(19)]) && !isTraining(minute) ? 0.35 : 0;
    const broken = isBroken(minute) && (name === "shop" || name === "stock") ? 1.7 : 1;
    return (
      (most * (0.4 + 0.7 * wave(minute)) * broken + training) * jitter(`${host} ${name} cpu`, minute, 0.35)
    );
  };
}

/** What Docker's engine says of all of them. */
export function engineSeries(host: string, instance: string): readonly Series[] {
  const target = new Target({ job: "docker", instance, host });
  const name = "engine_daemon_container_states_containers";
  const dead = (minute: number) => (isShopDead(minute) ? 1 : 0);
  target.gauge(name, (minute) => 22 - dead(minute), { state: "running" });
  target.gauge(name, (minute) => 2 + dead(minute), { state: "stopped" });
  return target.gauge(name, 0, { state: "paused" }).all;
}
