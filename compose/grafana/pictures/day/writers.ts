import { doors } from "./doors.ts";
import { during, wave } from "./shape.ts";
import { BACKUP, BASTION, DEPLOY, GPU_JOB, isBroken, isTraining, MONSTER, SCAN } from "./story.ts";
import { traceId } from "./traces.ts";
import { ATTACKERS, container, error, info, pick, type Said, unit, type Writer, warn } from "./writer.ts";

/** Steps of training in a minute. */
const STEPS = 44;

/** All that write. */
export const writers: readonly Writer[] = [
  ...doors,
  {
    labels: container(BASTION, "shop"),
    perMinute: (minute) => 7 * (0.1 + wave(minute)) * (isBroken(minute) ? 3 : 1),
    line: shop,
  },
  {
    labels: container(BASTION, "traefik"),
    perMinute: (minute) => 9 * (0.1 + wave(minute)),
    line: traefik,
  },
  {
    labels: container(BASTION, "stock"),
    perMinute: (minute) => 2.4 * (0.1 + wave(minute)),
    line: (_, random) => {
      const [id, trace] = [Math.floor(90 * random("id")), traceId(random("trace"))];
      return info(`level=info msg="stock read" id=${id} rows=1 trace_id=${trace}`);
    },
  },
  {
    labels: container(BASTION, "loki"),
    perMinute: (minute) => (isBroken(minute) ? 6 : 0.4),
    line: (minute) =>
      isBroken(minute)
        ? warn('level=warn msg="per-stream rate limit exceeded" stream="{container=\\"shop\\"}"')
        : info('level=info caller=flush.go:304 msg="flushing stream" reason=idle'),
  },
  {
    labels: container(BASTION, "alertmanager"),
    perMinute: (minute) => (isBroken(minute) ? 1.4 : 0.04),
    line: (minute, random) =>
      isBroken(minute) && random("failed") < 0.3
        ? warn(
            'level=WARN msg="Notify attempt failed, will retry later" integration=webhook[0] err="status 503"',
          )
        : info('level=INFO source=nflog.go:533 msg="Maintenance done" duration=1.2ms'),
  },
  {
    labels: container(BASTION, "adguard"),
    perMinute: (minute) => 2.2 * (0.2 + wave(minute)),
    line: adguard,
  },
  {
    labels: container(BASTION, "prometheus"),
    perMinute: (minute) => (during(minute, SCAN) ? 1.5 : 0.15),
    line: (minute, random) =>
      during(minute, SCAN)
        ? error(
            `level=ERROR source=server.go:3613 msg="http: TLS handshake error from ${pick(ATTACKERS, random("who"))}:41870: tls: client didn't provide a certificate" component=web`,
          )
        : info('level=INFO source=head.go:1412 msg="WAL segment loaded" component=tsdb'),
  },
  {
    labels: container(BASTION, "grafana-tunnel"),
    perMinute: (minute) => (during(minute, SCAN) ? 4 : 0.03),
    line: (_, random) =>
      error(
        `[1] error on TLS handshake from ${pick(ATTACKERS, random("who"))}:${Math.floor(30_000 + 9_999 * random("port"))}: unauthorized: invalid principal, or principal not allowed`,
      ),
  },
  {
    labels: unit(BASTION, "docker.service"),
    perMinute: (minute) => (during(minute, DEPLOY) ? 1 : 0.05),
    line: () => info('level=info msg="ignoring event" module=libcontainerd topic=/tasks/delete'),
  },
  {
    labels: container(BASTION, "backup"),
    perMinute: (minute) => (during(minute, BACKUP) ? 3 : 0),
    line: (_, random) => info(`snapshot: wrote ${Math.floor(40 + 900 * random("size"))} MiB`),
  },
  {
    labels: unit(MONSTER, "train.service"),
    perMinute: (minute) => (isTraining(minute) ? 4 : 0),
    line: train,
  },
  {
    labels: container(MONSTER, "ollama"),
    perMinute: (minute) => 1.4 * wave(minute),
    line: (_, random) =>
      info(`[GIN] 200 | ${(0.4 + 3 * random("took")).toFixed(2)}s | 192.168.1.10 | POST "/api/generate"`),
  },
];

function shop(minute: number, random: (what: string) => number): Said {
  const trace = traceId(random("trace"));
  const id = Math.floor(90 * random("id"));
  if (isBroken(minute) && random("broken") < 0.5) {
    const why = "SQLITE_BUSY: database is locked";
    return error(`level=error msg="cannot read stock" err="${why}" article=${id} trace_id=${trace}`);
  }
  if (random("slow") < 0.02) return warn(`level=warn msg="slow query" took=612ms trace_id=${trace}`);
  if (random("debug") < 0.06) return { text: `level=debug msg="cache miss" article=${id}`, level: "debug" };
  const took = Math.floor(12 + 60 * random("took"));
  return info(`level=info msg="GET /articles/${id}" status=200 took=${took}ms trace_id=${trace}`);
}

function traefik(minute: number, random: (what: string) => number): Said {
  const failed = isBroken(minute) && random("code") < 0.12;
  const took = Math.round((failed ? 900 : 20) + 60 * random("took"));
  const client = `192.168.1.${Math.floor(20 + 9 * random("client"))}`;
  const path = `/articles/${Math.floor(90 * random("id"))}`;
  const text = `${client} "GET ${path} HTTP/2.0" ${failed ? 502 : 200} shop@docker ${took}ms`;
  return failed ? error(text) : info(text);
}

function adguard(_: number, random: (what: string) => number): Said {
  if (random("upstream") < 0.004) {
    return error(
      "[error] dnsproxy: upstream 1.1.1.1: x509: certificate is valid for one.one.one.one, not dns.example.org",
    );
  }
  const name = pick(["pool.ntp.org", "registry.npmjs.org", "ghcr.io"], random("name"));
  return info(`[info] 192.168.1.${Math.floor(20 + 60 * random("client"))} A ${name}. NOERROR`);
}

function train(minute: number, random: (what: string) => number): Said {
  if (random("norm") < 0.02) return warn("WARNING gradient norm 14.2 clipped to 1.0");
  const past = minute - GPU_JOB[0];
  const loss = (2.9 - past / 180 + 0.1 * random("loss")).toFixed(4);
  return info(`step ${Math.floor(past * STEPS)} loss ${loss} lr 3.0e-04`);
}
