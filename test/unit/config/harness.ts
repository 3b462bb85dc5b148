import type { Config, ReceiverKindConfig, ResolvedIntegration } from "../../../src/config/config.ts";
import { globalSchema } from "../../../src/config/global-schema.ts";
import { type LoadedConfig, loadConfig } from "../../../src/config/load.ts";

/** A kind that takes any mapping and hands it back as its settings. */
export function kindOf(
  kind: string,
  resolve: (raw: unknown) => Partial<ResolvedIntegration> = () => ({}),
): ReceiverKindConfig {
  return {
    kind,
    key: `${kind}_configs`,
    globals: globalSchema
      .keyof()
      .options.filter((name) => name !== "resolve_timeout")
      .filter((name) => /^(?:smtp|slack)_/.test(name)),
    resolve: (raw, global) => ({
      settings: { raw, global },
      sendResolved: true,
      secrets: [],
      issues: [],
      ...resolve(raw),
    }),
  };
}

export const KINDS = [kindOf("webhook"), kindOf("slack"), kindOf("email")];

export function load(routing: string, kinds: readonly ReceiverKindConfig[] = KINDS): LoadedConfig {
  return loadConfig({ routing: { name: "routing.yaml", text: routing } }, kinds);
}

/** The shortest routing that loads, for tests that are about something else. */
export const ROUTING = "route: {receiver: r}\nreceivers: [{name: r}]\n";

export function loadEdge(edge: string): LoadedConfig {
  const files = { routing: { name: "routing.yaml", text: ROUTING }, edge: { name: "edge.yaml", text: edge } };
  return loadConfig(files, KINDS);
}

/** `line:column severity: message` of each finding. */
export function findings({ diagnostics }: LoadedConfig): readonly string[] {
  return diagnostics.map(
    ({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`,
  );
}

/** The configuration of a text that must load. */
export function configOf(loaded: LoadedConfig): Config {
  if (loaded.config === undefined) throw new Error(findings(loaded).join("\n"));
  return loaded.config;
}

/** The time intervals that tests of the watch refer to. */
const INTERVALS = "time_intervals: [{name: nights}, {name: weekends}]\n";

/** An edge file beside a routing that defines the time intervals `nights` and `weekends`. */
export function loadWatch(edge: string): LoadedConfig {
  const routing = { name: "routing.yaml", text: ROUTING + INTERVALS };
  return loadConfig({ routing, edge: { name: "edge.yaml", text: edge } }, KINDS);
}
