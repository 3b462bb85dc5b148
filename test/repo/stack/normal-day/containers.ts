import { at as valueAt, yamlOf } from "../value.ts";
import {
  AGENT,
  bootOf,
  isBeingUpgraded,
  isGone,
  RENEWAL,
  RESTARTED,
  UPGRADE,
  UPGRADE_MINUTES,
} from "./events.ts";
import { during, gauge, noise, type Series, type Values, wave, without } from "./series.ts";

/** What runs in the cgroups of a host: the services of its Compose file, with their memory limits. */
function containersOf(host: string): readonly { name: string; limit: number }[] {
  const file = yamlOf(host === AGENT ? "compose/agent.compose.yaml" : "compose/compose.yaml");
  const services = Object.entries(valueAt(file, "services") ?? {});
  return services
    .filter(([, service]) => valueAt(service, "profiles") === undefined || host === AGENT)
    .map(([name, service]) => ({ name, limit: bytesOf(valueAt(service, "mem_limit")) }));
}

function bytesOf(limit: unknown): number {
  const [, amount = "0"] = /^(\d+)m$/.exec(String(limit)) ?? [];
  return Number(amount) * 2 ** 20;
}

/** What cAdvisor says of them. A container that is made anew is another series, one that restarts is not. */
export function containerSeries(host: string, instance: string): readonly Series[] {
  return containersOf(host).flatMap(({ name, limit }) => {
    const upgradeAt = UPGRADE.get(name);
    const lives = upgradeAt === undefined || host === AGENT ? ["a"] : ["a", "b"];
    return lives.flatMap((life) => lifeOf({ host, instance, name, limit, life, upgradeAt }));
  });
}

interface Life {
  readonly host: string;
  readonly instance: string;
  readonly name: string;
  readonly limit: number;
  readonly life: string;
  readonly upgradeAt: number | undefined;
}

function lifeOf({ host, instance, name, limit, life, upgradeAt }: Life): readonly Series[] {
  const labels = {
    job: "cadvisor",
    instance,
    host,
    id: `/docker/${name}-${life}`,
    name: `farwatch-${name}-1`,
    container_label_com_docker_compose_service: name,
  };
  const isOver = (minute: number) =>
    isGone(host, minute) || !livesAt(minute, life, host === AGENT ? undefined : upgradeAt);
  const of = (metric: string, values: Values): Series => ({
    name: metric,
    labels,
    values: without(values, isOver),
  });
  const jitter = noise(`memory of ${host} ${name}`, 0.04);
  return [
    of("container_start_time_seconds", gauge(startTime({ host, name, life, upgradeAt }))),
    of("container_health_state", gauge(health(host, name))),
    of("container_spec_memory_limit_bytes", gauge(limit)),
    of(
      "container_memory_working_set_bytes",
      gauge((minute) => Math.round(limit * (0.6 + 0.2 * wave(minute)) * jitter(minute))),
    ),
  ];
}

function livesAt(minute: number, life: string, upgradeAt: number | undefined): boolean {
  return upgradeAt === undefined || (life === "a") === minute < upgradeAt;
}

function startTime({ host, name, life, upgradeAt }: Pick<Life, "host" | "name" | "life" | "upgradeAt">) {
  const restart = host !== AGENT && RESTARTED.includes(name) ? RENEWAL.done : bootOf(host);
  const isSecond = life === "b" && upgradeAt !== undefined;
  return (minute: number) => {
    if (isSecond) return 60 * upgradeAt;
    return restart !== undefined && minute >= restart ? 60 * restart + 20 : -86_400;
  };
}

/** Starting counts as unhealthy: for two minutes after a boot, and while it is upgraded. */
function health(host: string, name: string): (minute: number) => number {
  const boot = bootOf(host);
  const isBooting = (minute: number) => boot !== undefined && during(minute, boot, UPGRADE_MINUTES + 1);
  return (minute) => (isBooting(minute) || (host !== AGENT && isBeingUpgraded(name, minute)) ? 0 : 1);
}
