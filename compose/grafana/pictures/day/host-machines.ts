import { during, jitter, ramp, wave } from "./shape.ts";
import { BASTION, DOWNLOAD, isBackingUp, isTraining, REBOOT } from "./story.ts";

const GIB = 2 ** 30;

type Course = (minute: number) => number;

/** What a host has, and how much of it is used at each minute. */
export interface Machine {
  readonly cores: number;
  readonly memory: number;
  readonly busy: Course;
  readonly used: Course;
  readonly disks: readonly Disk[];
  readonly sensors: readonly (readonly [chip: string, name: string, degrees: number])[];
}

export interface Disk {
  readonly mountpoint: string;
  readonly device: string;
  readonly size: number;
  readonly used: Course;
}

export function machineOf(host: string): Machine {
  return host === BASTION ? bastion() : monster();
}

function bastion(): Machine {
  return {
    cores: 4,
    memory: 16 * GIB,
    busy: (minute) =>
      (0.13 + 0.16 * wave(minute)) * jitter("bastion", minute, 0.25) + (isBackingUp(minute) ? 0.34 : 0),
    used: (minute) => 0.46 + 0.09 * wave(minute) + 0.01 * jitter("bastion memory", minute, 1),
    disks: [
      {
        mountpoint: "/",
        device: "/dev/nvme0n1p2",
        size: 234 * GIB,
        used: (minute) => 0.41 + 1.5e-6 * minute,
      },
      {
        mountpoint: "/srv",
        device: "/dev/sda1",
        size: 916 * GIB,
        used: (minute) => 0.58 + 4e-6 * minute + (isBackingUp(minute) ? 0.02 : 0),
      },
    ],
    sensors: [
      ["platform_coretemp_0", "coretemp", 46],
      ["nvme_nvme0", "nvme", 41],
    ],
  };
}

function monster(): Machine {
  const load = (minute: number) => (isTraining(minute) ? 0.38 : 0) + (during(minute, DOWNLOAD) ? 0.08 : 0);
  const booting = (minute: number) => (during(minute, [REBOOT[1], REBOOT[1] + 9]) ? 0.45 : 0);
  return {
    cores: 16,
    memory: 64 * GIB,
    busy: (minute) =>
      (0.05 + 0.1 * wave(minute)) * jitter("monster", minute, 0.4) + load(minute) + booting(minute),
    used: (minute) =>
      0.22 +
      0.1 * wave(minute) +
      (isTraining(minute) ? 0.37 : 0) +
      0.01 * jitter("monster memory", minute, 1),
    disks: [
      { mountpoint: "/", device: "/dev/nvme0n1p3", size: 465 * GIB, used: (minute) => 0.52 + 1e-6 * minute },
      {
        mountpoint: "/data",
        device: "/dev/nvme1n1p1",
        size: 1_832 * GIB,
        used: (minute) => 0.63 + 1e-6 * minute + 0.215 * ramp(minute, DOWNLOAD),
      },
    ],
    sensors: [
      ["pci0000_00_0000_00_18_3", "k10temp", 52],
      ["nvme_nvme0", "nvme", 44],
      ["nvme_nvme1", "nvme", 47],
    ],
  };
}
