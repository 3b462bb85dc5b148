import { AGENT, BACKUP, bootOf, isBackingUp, isGone } from "./events.ts";
import { counter, DAY, during, gauge, noise, type Series, type Values, wave, without } from "./series.ts";

const CORES = 4;
const GIB = 2 ** 30;
const COLLECTORS = ["cpu", "filesystem", "loadavg", "meminfo", "netdev", "systemd", "textfile", "timex"];

/** What node_exporter says of a machine on a normal day. */
export function hostSeries(host: string, instance: string): readonly Series[] {
  const boot = bootOf(host);
  const labels = { job: "node", instance, host };
  const of = (name: string, values: Values, more: Series["labels"] = {}): Series => ({
    name,
    labels: { ...labels, ...more },
    values: without(values, (minute) => isGone(host, minute)),
  });
  return [
    of("node_boot_time_seconds", gauge(bootTime(boot))),
    ...processor(host).map(({ mode, cpu, rate }) =>
      of("node_cpu_seconds_total", counter(rate, boot), { mode, cpu: `${cpu}` }),
    ),
    of("node_load15", gauge(load(host))),
    ...memory(host).map(({ name, value }) => of(name, value)),
    ...disk(host).map(({ name, value }) =>
      of(name, value, { mountpoint: "/", fstype: "ext4", device: "/dev/sda1" }),
    ),
    of("node_disk_io_time_seconds_total", counter(20, boot), { device: "sda" }),
    ...network(host, boot).map(({ name, value }) => of(name, value, { device: "eth0" })),
    ...clock(boot).map(({ name, value }) => of(name, value)),
    of("node_vmstat_oom_kill", counter(0, boot)),
    of("node_textfile_scrape_error", gauge(0)),
    of("node_systemd_unit_state", gauge(0), { name: "backup.service", state: "failed" }),
    ...COLLECTORS.map((collector) => of("node_scrape_collector_success", gauge(1), { collector })),
  ];
}

function bootTime(boot: number | undefined): (minute: number) => number {
  return (minute) => (boot !== undefined && minute >= boot ? 60 * boot : -30 * DAY * 60);
}

/** A quarter busy at night, three quarters in the evening; a backup takes a core and a half more, a boot everything. */
function busy(host: string): (minute: number) => number {
  const jitter = noise(`cpu ${host}`, 0.1);
  return (minute) => {
    const backup = host !== AGENT && isBackingUp(minute) ? 0.4 : 0;
    return Math.min(0.97, (0.25 + 0.5 * wave(minute)) * jitter(minute) + backup + booting(host, minute));
  };
}

function booting(host: string, minute: number): number {
  const boot = bootOf(host);
  return boot !== undefined && during(minute, boot, 8) ? 0.7 : 0;
}

function processor(host: string) {
  const share = busy(host);
  return Array.from({ length: CORES }, (_, cpu) => [
    { mode: "idle", cpu, rate: (minute: number) => 60 * (1 - share(minute)) * 0.95 },
    { mode: "iowait", cpu, rate: (minute: number) => 60 * (1 - share(minute)) * 0.05 },
    { mode: "user", cpu, rate: (minute: number) => 60 * share(minute) },
  ]).flat();
}

function load(host: string): (minute: number) => number {
  const share = busy(host);
  return (minute) => CORES * share(minute) * 1.1;
}

function memory(host: string) {
  const jitter = noise(`memory ${host}`, 0.05);
  return [
    { name: "node_memory_MemTotal_bytes", value: gauge(16 * GIB) },
    {
      name: "node_memory_MemAvailable_bytes",
      value: gauge((minute) => Math.round(16 * GIB * (0.45 - 0.25 * wave(minute)) * jitter(minute))),
    },
  ];
}

/** A backup fills the disk from 70 to 78 % and clears its workspace when it has ended. */
function disk(host: string) {
  const size = 500 * GIB;
  const used = (minute: number) =>
    0.7 + (0.002 * minute) / DAY + (host !== AGENT && isBackingUp(minute) ? 0.08 * backupShare(minute) : 0);
  return [
    { name: "node_filesystem_size_bytes", value: gauge(size) },
    { name: "node_filesystem_avail_bytes", value: gauge((minute) => Math.round(size * (1 - used(minute)))) },
    { name: "node_filesystem_files", value: gauge(32_000_000) },
    { name: "node_filesystem_files_free", value: gauge(20_000_000) },
    { name: "node_filesystem_readonly", value: gauge(0) },
  ];
}

function backupShare(minute: number): number {
  return ((minute % DAY) - (BACKUP.at % DAY) + 1) / BACKUP.minutes;
}

/** Of a gigabit: up to 55 % in the evening, 70 % while the backup is copied away. */
function network(host: string, boot: number | undefined) {
  const jitter = noise(`network ${host}`, 0.15);
  const perMinute = 60 * 125_000_000;
  const rate = (minute: number) =>
    Math.round(
      perMinute * (host !== AGENT && isBackingUp(minute) ? 0.7 : 0.55 * wave(minute) * jitter(minute)),
    );
  return [
    { name: "node_network_speed_bytes", value: gauge(125_000_000) },
    { name: "node_network_receive_bytes_total", value: counter((minute) => rate(minute) / 4, boot) },
    { name: "node_network_transmit_bytes_total", value: counter(rate, boot) },
  ];
}

/** After a boot the first answer of a time server takes two minutes. */
function clock(boot: number | undefined) {
  const isUnset = (minute: number) => boot !== undefined && during(minute, boot, 3);
  return [
    { name: "node_timex_offset_seconds", value: gauge((minute) => (isUnset(minute) ? 0.2 : 0.0004)) },
    { name: "node_timex_sync_status", value: gauge((minute) => (isUnset(minute) ? 0 : 1)) },
    { name: "node_timex_maxerror_seconds", value: gauge((minute) => (isUnset(minute) ? 16 : 0.05)) },
  ];
}
