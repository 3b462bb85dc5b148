import { type Series, Target } from "./series.ts";
import { noise, wave } from "./shape.ts";
import { bootsOf, isDown, isTraining } from "./story.ts";

const GIB = 2 ** 30;

/** What nvidia_gpu_exporter says of one card. */
export function gpuSeries(host: string, instance: string): readonly Series[] {
  const target = new Target(
    { job: "nvidia_gpu", instance, host },
    { isGone: (minute) => isDown(host, minute) },
  );
  const uuid = "2f1c9a7e-5d0b-4f0e-9c55-8a3f6b21d404";
  const gpu = (name: string, at: (minute: number) => number) =>
    target.gauge(`nvidia_smi_${name}`, at, { uuid });
  const idleOr = (idle: number, training: number, wobble: number) => (minute: number) =>
    isTraining(minute)
      ? training + wobble * noise(`gpu ${training}`, minute)
      : Math.max(0, idle + idle * 0.2 * noise(`idle ${training}`, minute));
  target.gauge("nvidia_smi_last_collect_success", 1);
  target.gauge("nvidia_smi_gpu_info", 1, {
    uuid,
    index: "0",
    name: "NVIDIA GeForce RTX 4090",
    driver_version: "580.95.05",
    cuda_version: "13.0",
    vbios_version: "95.02.3C.00.91",
  });
  gpu("utilization_gpu_ratio", (minute) => Math.min(1, idleOr(0.02, 0.955, 0.04)(minute)));
  gpu("memory_total_bytes", () => 24 * GIB);
  gpu("memory_used_bytes", idleOr(1.1 * GIB, 20.8 * GIB, 0.2 * GIB));
  gpu("temperature_gpu", (minute) =>
    Math.round(isTraining(minute) ? 76 + 1.4 * noise("degrees", minute) : 38 + 4 * wave(minute)),
  );
  gpu("power_draw_watts", idleOr(24, 418, 14));
  gpu("enforced_power_limit_watts", () => 450);
  gpu("clocks_current_graphics_clock_hz", idleOr(2.1e8, 2.625e9, 2.5e7));
  gpu("clocks_current_sm_clock_hz", idleOr(2.1e8, 2.61e9, 2.5e7));
  gpu("clocks_current_memory_clock_hz", (minute) => (isTraining(minute) ? 1.0501e10 : 4.05e8));
  gpu("compute_apps", (minute) => (isTraining(minute) ? 2 : 1));
  const app = (pid: string, process_name: string, used: (minute: number) => number | undefined) =>
    target.gauge("nvidia_smi_compute_app_used_memory_bytes", used, { uuid, pid, process_name });
  app("3127", "/usr/local/bin/ollama", () => 0.9 * GIB);
  app("48211", "/opt/train/bin/python3", (minute) => (isTraining(minute) ? 19.6 * GIB : undefined));
  return target.all;
}

const DISKS = [
  { device: "nvme0", model_name: "Samsung SSD 980 500GB", rotation: 0, degrees: 39 },
  { device: "sda", model_name: "WDC WD10EFRX-68FYTN0", rotation: 5_400, degrees: 33 },
];

/** What smartctl_exporter says of two disks in good health. */
export function smartSeries(host: string, instance: string): readonly Series[] {
  const target = new Target({ job: "smartctl", instance, host }, { restarts: bootsOf(host) });
  target.gauge("smartctl_devices", DISKS.length);
  for (const { device, model_name, rotation, degrees } of DISKS) {
    target.gauge("smartctl_device", 1, { device, model_name });
    target.gauge("smartctl_device_smart_status", 1, { device });
    target.gauge("smartctl_device_rotation_rate", rotation, { device });
    target.gauge("smartctl_device_media_errors", 0, { device });
    target.gauge("smartctl_device_temperature", (minute) => Math.round(degrees + 4 * wave(minute)), {
      device,
      temperature_type: "current",
    });
  }
  return target.all;
}
