import type { Line } from "../loki.ts";
import type { Labels } from "./series.ts";

/** What is said of a line before it has its time. */
export type Said = Pick<Line, "text" | "level">;

/** One that writes: how many lines in a minute, and which. */
export interface Writer {
  readonly labels: Labels;
  readonly perMinute: (minute: number) => number;
  readonly line: (minute: number, random: (what: string) => number) => Said;
}

export const container = (host: string, name: string): Labels => ({
  host,
  container: name,
  service_name: name,
});
export const unit = (host: string, name: string): Labels => ({
  host,
  unit: name,
  transport: "journal",
  service_name: name,
});
export const kernel = (host: string): Labels => ({ host, transport: "kernel", service_name: "kernel" });

export const info = (text: string): Said => ({ text, level: "info" });
export const warn = (text: string): Said => ({ text, level: "warn" });
export const error = (text: string): Said => ({ text, level: "error" });

export function pick<T>(all: readonly T[], share: number): T | undefined {
  return all[Math.floor(share * all.length)];
}

export const ATTACKERS = ["203.0.113.66", "198.51.100.23", "192.0.2.140", "203.0.113.9"];
