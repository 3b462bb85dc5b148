import { type Disk, type Machine, machineOf } from "./host-machines.ts";
import { type AtMinute, type Series, Target } from "./series.ts";
import { during, jitter, noise, own, wave } from "./shape.ts";
import { BASTION, bootsOf, DOWNLOAD, isBackingUp, isDown, MIDNIGHT } from "./story.ts";

const COLLECTORS = ["cpu", "filesystem", "loadavg", "meminfo", "netdev", "systemd", "textfile", "timex"];

/** What node_exporter says of a machine. */
export function hostSeries(host: string, instance: string): readonly Series[] {
  const machine = machineOf(host);
  const target = new Target(
    { job: "node", instance, host },
    { isGone: (minute) => isDown(host, minute), restarts: bootsOf(host), since: "fortnight" },
  );
  const [boot] = bootsOf(host);
  const booted = (minute: number) =>
    boot !== undefined && minute >= boot ? boot - 1 : -(host === BASTION ? 71 : 9) * 1_440;
  target.gauge("node_boot_time_seconds", (minute) => MIDNIGHT / 1000 + 60 * booted(minute));
  processor(target, host, machine);
  memory(target, machine);
  for (const disk of machine.disks) filesystem(target, disk);
  devices(target, host, machine);
  clock(target, host);
  for (const [chip, name, degrees] of machine.sensors) {
    const warmth = (minute: number) =>
      degrees + 22 * (machine.busy(minute) - 0.3) + 1.6 * (jitter(chip, minute, 1) - 1);
    target.gauge("node_hwmon_temp_celsius", (minute) => Math.round(4 * warmth(minute)) / 4, {
      chip,
      sensor: "temp1",
    });
    target.gauge("node_hwmon_chip_names", 1, { chip, chip_name: name });
  }
  target.gauge("node_vmstat_oom_kill", 0).gauge("node_textfile_scrape_error", 0);
  target.gauge("node_systemd_unit_state", 0, { name: "backup.service", state: "failed", type: "oneshot" });
  for (const collector of COLLECTORS) target.gauge("node_scrape_collector_success", 1, { collector });
  return target.all;
}

function processor(target: Target, host: string, { cores, busy }: Machine): void {
  for (let cpu = 0; cpu < cores; cpu += 1) {
    const share = (minute: number) => Math.min(0.99, busy(minute) * (0.9 + 0.2 * own(`${host} ${cpu}`)));
    const mode = (name: string, of: AtMinute) =>
      target.counter("node_cpu_seconds_total", of, { cpu: `${cpu}`, mode: name });
    mode("idle", (minute) => 60 * (1 - share(minute)) * 0.97);
    mode("iowait", (minute) => 60 * (1 - share(minute)) * 0.03);
    mode("user", (minute) => 60 * share(minute));
  }
  const load = (name: string, minutes: number) =>
    target.gauge(
      name,
      (minute) =>
        cores * 1.15 * lasting(busy, minute, minutes) * jitter(`${host} load`, minute, 0.3 / minutes),
    );
  load("node_load1", 1);
  load("node_load5", 5);
  load("node_load15", 15);
}

/** A mean of some moments of the last minutes. */
function lasting(busy: Machine["busy"], minute: number, minutes: number): number {
  const moments = [0, 0.25, 0.5, 0.75, 1].map((share) => busy(Math.round(minute - share * minutes)));
  return moments.reduce((sum, one) => sum + one, 0) / moments.length;
}

function memory(target: Target, { memory: total, used }: Machine): void {
  target.gauge("node_memory_MemTotal_bytes", total);
  target.gauge("node_memory_MemAvailable_bytes", (minute) => Math.round(total * (1 - used(minute))));
}

function filesystem(target: Target, { mountpoint, device, size, used }: Disk): void {
  const labels = { mountpoint, device, fstype: "ext4", device_error: "" };
  const inodes = size / 16_384;
  target.gauge("node_filesystem_size_bytes", size, labels);
  target.gauge("node_filesystem_avail_bytes", (minute) => Math.round(size * (1 - used(minute))), labels);
  target.gauge("node_filesystem_files", inodes, labels);
  target.gauge(
    "node_filesystem_files_free",
    (minute) => Math.round(inodes * (1 - 0.3 * used(minute))),
    labels,
  );
  target.gauge("node_filesystem_readonly", 0, labels);
}

function devices(target: Target, host: string, { busy, disks }: Machine): void {
  const isBastion = host === BASTION;
  const work = (minute: number) => busy(minute) * jitter(`${host} disk`, minute, 0.5);
  const backup = (minute: number) => (isBastion && isBackingUp(minute) ? 1 : 0);
  const fetched = (minute: number) => (!isBastion && during(minute, DOWNLOAD) ? 1 : 0);
  for (const { device: partition } of disks) {
    const device = /\/dev\/(sd.|nvme\dn\d)/.exec(partition)?.[1] ?? "";
    const isSecond = disks[1]?.device === partition;
    const few = isSecond ? 0.4 : 1;
    const extra = (minute: number) => (isSecond ? 9 * fetched(minute) + 70 * backup(minute) : 0);
    target.counter(
      "node_disk_read_bytes_total",
      (minute) => 6e7 * (few * work(minute) + (isSecond ? 0 : 60 * backup(minute))),
      { device },
    );
    target.counter(
      "node_disk_written_bytes_total",
      (minute) => 6e7 * (few * 2.2 * work(minute) + extra(minute)),
      { device },
    );
    const busyShare = (minute: number) => Math.min(0.93, few * 0.14 * work(minute) + 0.011 * extra(minute));
    target.counter("node_disk_io_time_seconds_total", (minute) => 60 * busyShare(minute), { device });
  }
  const device = isBastion ? "eno1" : "enp5s0";
  const traffic = (minute: number) => 6e7 * (0.4 + 1.2 * wave(minute)) * jitter(`${host} net`, minute, 0.4);
  const received = (minute: number) =>
    traffic(minute) + 5.3e8 * fetched(minute) * jitter("fetch", minute, 0.1);
  target.counter("node_network_receive_bytes_total", received, { device });
  target.counter(
    "node_network_transmit_bytes_total",
    (minute) => 0.6 * traffic(minute) + 9e7 * backup(minute),
    { device },
  );
  target.gauge("node_network_speed_bytes", isBastion ? 1.25e8 : 3.125e8, { device });
}

function clock(target: Target, host: string): void {
  target.gauge("node_timex_sync_status", 1).gauge("node_timex_maxerror_seconds", 0.012);
  target.gauge("node_timex_offset_seconds", (minute) => 2e-4 * noise(`${host} clock`, minute));
  target.gauge("node_logind_sessions", (minute) => (host === BASTION && wave(minute) > 0.6 ? 2 : 1), {
    class: "user",
    remote: "true",
    seat: "",
    type: "tty",
  });
}
