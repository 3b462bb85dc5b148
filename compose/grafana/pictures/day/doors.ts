import { during, jitter, own, wave } from "./shape.ts";
import { BASTION, INTRUDER, MONSTER, SCAN } from "./story.ts";
import { ATTACKERS, info, kernel, pick, type Said, unit, type Writer } from "./writer.ts";

const NAMES = ["root", "admin", "ubuntu", "git", "oracle", "test"];
const PORTS = [23, 22, 445, 3389, 8080, 5555, 1433, 6379];
const ZONES = [
  "IN_public_REJECT",
  "IN_public_REJECT",
  "IN_public_REJECT",
  "IN_drop_DROP",
  "FWD_lan-to-wan_REJECT",
];
const KEY = "ssh2: ED25519 SHA256:p2QAMXNIC1TJYWeI";

/** What sshd and the firewalls say of whoever comes. */
export const doors: readonly Writer[] = [
  {
    labels: unit(BASTION, "ssh.service"),
    perMinute: (minute) => (during(minute, INTRUDER) ? 26 : 0.12),
    line: ssh,
  },
  {
    labels: unit(MONSTER, "ssh.service"),
    perMinute: (minute) => (wave(minute) > 0.5 ? 0.02 : 0.004),
    line: (_, random) => accepted(pick(["alice", "alice", "bob"], random("user")), random),
  },
  {
    labels: kernel(BASTION),
    perMinute: (minute) => (during(minute, SCAN) ? 62 : 1.8 * jitter("firewall", minute, 0.6)),
    line: (_, random) => blocked("192.168.1.10", random),
  },
  {
    labels: kernel(MONSTER),
    perMinute: () => 0.35,
    line: (_, random) => blocked("192.168.1.20", random),
  },
];

function accepted(user: string | undefined, random: (what: string) => number): Said {
  return info(`Accepted publickey for ${user} from 192.168.1.5 port ${portOf(random)} ${KEY}`);
}

function ssh(minute: number, random: (what: string) => number): Said {
  if (!during(minute, INTRUDER) && random("friend") < 0.12) return accepted("alice", random);
  const from = `${pick(ATTACKERS, random("who") ** 2)} port ${portOf(random)}`;
  const name = pick(NAMES, random("name") ** 1.6);
  if (random("how") < 0.4) {
    return info(
      `Connection closed by ${name === "root" ? "authenticating" : "invalid"} user ${name} ${from} [preauth]`,
    );
  }
  return info(`Failed password for ${name === "root" ? "" : "invalid user "}${name} from ${from} ssh2`);
}

function blocked(host: string, random: (what: string) => number): Said {
  const zone = pick(ZONES, random("zone")) ?? "";
  const others = [...ATTACKERS, "203.0.113.201", "198.51.100.77"];
  const from = zone.startsWith("FWD") ? "172.18.0.5" : pick(others, random("who") ** 1.7);
  const port = pick(PORTS, random("port") ** 1.8);
  const protocol = own(`${port}`) < 0.12 ? "UDP" : "TCP";
  return info(
    `filter_${zone}: IN=eno1 OUT= SRC=${from} DST=${host} LEN=60 TTL=52 PROTO=${protocol} SPT=40022 DPT=${port} WINDOW=64240 SYN`,
  );
}

function portOf(random: (what: string) => number): number {
  return Math.floor(40_000 + 9_999 * random("port"));
}
