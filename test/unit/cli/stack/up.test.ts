import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { ensurePki } from "../../../../src/cli/pki.ts";
import { signRequest } from "../../../../src/cli/pki-sign.ts";
import { runStackBundle } from "../../../../src/cli/stack/bundle.ts";
import { runStackUp, STACK_UP_USAGE } from "../../../../src/cli/stack/up.ts";
import { scratch } from "../scratch.ts";
import { isRoot, now, SMALL, snapshot, templatePki } from "./pki-lab.ts";
import { type ProjectLab, projectLab, recorder } from "./project-lab.ts";
import { type StandIn, standInDocker } from "./stand-in-docker.ts";

const COMPOSE = "compose --env-file versions.env --env-file .env";
const UP = `${COMPOSE} up -d --wait --remove-orphans`;

/** Everything that is the operator's part: the edge's certificates for Alertmanager and Prometheus. */
async function signedLab(): Promise<ProjectLab> {
  const lab = await projectLab();
  const state = join(await scratch(), "pki");
  await ensurePki(state, ["localhost"], now);
  for (const name of ["alertmanager", "prometheus"]) {
    const folder = join(lab.project.compose, "pki/tower-1", name);
    const { certificate } = await signRequest(state, join(folder, "edge.csr"), now);
    writeFileSync(join(folder, "edge.crt"), certificate);
  }
  return lab;
}

async function up({ project }: ProjectLab, { env }: Pick<StandIn, "env">, ...args: string[]) {
  const { io, told } = recorder(env);
  const code = await runStackUp([...args, "--project", project.root], io);
  return { code, stdout: told.stdout.replace(/\d+\.\d s/g, "N s"), stderr: told.stderr };
}

const stagesOf = (stdout: string) =>
  stdout.split("\n").flatMap((line) => /^(inventory|render|pki|check|reload|compose) /.exec(line)?.[1] ?? []);

beforeAll(() => templatePki(), 60_000);

describe.runIf(isRoot)("stack up", { timeout: 30_000 }, () => {
  it("runs every stage in order, a line each, and says where Grafana is and who needs an archive", async ({
    expect,
  }) => {
    const [lab, docker] = [await signedLab(), await standInDocker("echo hidden; exit 0")];
    const { code, stdout, stderr } = await up(lab, docker);
    expect([stderr, code]).toEqual(["", 0]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toEqual([
      "inventory  Bastion, 2 remote hosts, 0 services, 2 operators  (N s)",
      expect.stringMatching(/^render {5}\d\d files made or changed {2}\(N s\)$/),
      "pki        nothing new  (N s)",
      "check      ok: everything of the inventory is rendered, certified and watched  (N s)",
      "reload     nothing to read again  (N s)",
      "compose    every service is up and healthy  (N s)",
      "Grafana is at https://grafana.home.example.net (fd00::10), for browsers with an operator's .p12",
      "Install anew on gpu-box-01, nas: farwatch stack bundle gpu-box-01, farwatch stack bundle nas",
    ]);
    expect(docker.calls()).toEqual([`${COMPOSE} ps -q`, UP]);
  });

  it("names no host whose archive is the last one made", async ({ expect }) => {
    const [lab, docker] = [await signedLab(), await standInDocker("")];
    await up(lab, docker);
    const out = join(await scratch(), "a.tar.gz");
    await runStackBundle(["gpu-box-01", "--out", out, "--project", lab.project.root], recorder().io);
    expect((await up(lab, docker)).stdout).toContain("\nInstall anew on nas: farwatch stack bundle nas\n");
    await runStackBundle(["nas", "--out", out, "--project", lab.project.root], recorder().io);
    expect((await up(lab, docker)).stdout).not.toContain("Install anew");
  });

  it("tells what it made, and stops at the check with the operator's part to do", async ({ expect }) => {
    const [lab, docker] = [
      await projectLab(SMALL.replace("[alice,", "[carol, alice,")),
      await standInDocker(""),
    ];
    const { code, stdout, stderr } = await up(lab, docker);
    expect(code).toBe(1);
    expect(stagesOf(stdout)).toEqual(["inventory", "render", "pki", "check"]);
    expect(stdout).toContain(
      "pki        1 certificate made or changed  (N s)\n           Made pki/operators/carol.crt; ",
    );
    expect(stdout).toContain("\ncheck      failed  (N s)\n");
    expect(stderr).toContain(
      "compose/pki/tower-1/alertmanager/edge.crt: is missing; have edge.csr beside it signed by the edge's authority\n",
    );
    expect(stderr).toMatch(/\nWhat to do: do what each line says, then run `farwatch stack up` again\n$/);
    expect(docker.calls()).toEqual([]);
  });

  it("stops at the stage that cannot read its files", async ({ expect }) => {
    const [lab, docker] = [await signedLab(), await standInDocker("")];
    lab.write("prometheus/prometheus.yml", "a: [");
    const { code, stdout, stderr } = await up(lab, docker);
    expect([code, stagesOf(stdout), docker.calls()]).toEqual([1, ["inventory", "render"], []]);
    expect(stderr).toContain("Cannot parse the source of prometheus/prometheus.yml");
  });

  it("shows what docker said when it failed, and what to do", async ({ expect }) => {
    const script = 'case "$*" in *" up "*) echo "container farwatch-loki-1 is unhealthy" >&2; exit 1;; esac';
    const [lab, docker] = [await signedLab(), await standInDocker(script)];
    const { code, stdout, stderr } = await up(lab, docker);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("compose    failed  (N s)");
    expect(stderr).toBe(
      "container farwatch-loki-1 is unhealthy\nWhat to do: see `docker compose ps`, and `docker compose logs --since 15m SERVICE` of what is not healthy\n",
    );
  });

  it("shows docker's output when asked to, and hides it otherwise", async ({ expect }) => {
    const [lab, docker] = [await signedLab(), await standInDocker("echo pulled")];
    expect((await up(lab, docker)).stderr).toBe("");
    expect((await up(lab, docker, "--verbose")).stderr).toBe("pulled\npulled\n");
  });

  it("says in one line that there is no docker", async ({ expect }) => {
    const lab = await signedLab();
    const { code, stderr } = await up(lab, { env: { PATH: await scratch() } });
    expect(code).toBe(1);
    expect(stderr.split("\n")[0]).toBe("Cannot run docker: there is no such program on PATH");
  });

  it("does nothing in a dry run but to say what it would do", async ({ expect }) => {
    const [lab, docker] = [
      await projectLab(SMALL.replace("address: 10.0.0.30", "address: 10.0.0.31")),
      await standInDocker(""),
    ];
    const before = snapshot(lab.project.root);
    const { code, stdout, stderr } = await up(lab, docker, "--dry-run");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stagesOf(stdout)).toEqual(["inventory", "render", "pki", "check", "reload", "compose"]);
    expect(stdout).toContain("           compose/.env is missing\n");
    expect(stdout).toContain("           pki/nas/node-exporter/server.crt lacks 10.0.0.31\n");
    expect(stdout).toContain(`compose    would run docker ${UP}  (N s)\n`);
    expect(docker.calls()).toEqual([]);
    expect(snapshot(lab.project.root)).toEqual(before);
  });

  it("refuses arguments and inventories that it does not know", async ({ expect }) => {
    const [lab, docker] = [await projectLab(), await standInDocker("")];
    await expect(up(lab, docker, "now")).rejects.toThrow('Cannot use the argument "now"');
    expect((await up(lab, docker, "--help")).stdout).toBe(`${STACK_UP_USAGE}\n`);
    lab.write("inventory.yaml", "domain: 5\n");
    await expect(up(lab, docker)).rejects.toThrow("inventory.yaml:1:");
    expect(docker.calls()).toEqual([]);
  });
});

describe.runIf(isRoot)("the reload of what runs", { timeout: 30_000 }, () => {
  const id = "0123456789ab";
  /** Services that started at the given moment. */
  const running = (services: readonly string[], at: Date) => `
case "$*" in
  *"ps -q") echo ${id};;
  inspect*) ${services.map((service) => `echo "${service} ${at.toISOString().replace("Z", "123456Z")}"`).join("; ")};;
esac`;

  async function later(services: readonly string[]) {
    const lab = await signedLab();
    await up(lab, await standInDocker(""));
    const start = new Date(Date.now() + 60_000);
    const docker = await standInDocker(running(services, start));
    const after = new Date(start.getTime() + 60_000);
    const touch = (path: string) => utimesSync(join(lab.project.compose, path), after, after);
    return { lab, docker, touch };
  }

  it("restarts what mounts a file that is newer, and asks Prometheus to read anew", async ({ expect }) => {
    const services = ["prometheus", "alertmanager", "loki", "tempo"];
    const { lab, docker, touch } = await later(services);
    touch("pki/tower-1/loki/server.crt");
    touch("rendered/tower-1/prometheus/prometheus.yml");
    touch("pki/tower-1/alertmanager/edge.crt");
    touch("pki/tower-1/alloy/server.crt");
    const { code, stdout } = await up(lab, docker);
    expect(code).toBe(0);
    expect(stdout).toContain("reload     prometheus, alertmanager, loki  (N s)\n");
    expect(docker.calls().slice(-3)).toEqual([
      `${COMPOSE} kill -s HUP prometheus alertmanager`,
      `${COMPOSE} restart loki`,
      UP,
    ]);
  });

  it("leaves alone what started after its files", async ({ expect }) => {
    const { lab, docker } = await later(["prometheus", "loki"]);
    expect((await up(lab, docker)).stdout).toContain("reload     nothing to read again  (N s)\n");
    expect(docker.calls().at(-1)).toBe(UP);
    expect(docker.calls()).toHaveLength(3);
  });

  it("stops when a service cannot be restarted", async ({ expect }) => {
    const { lab, touch } = await later(["loki"]);
    touch("pki/tower-1/loki/server.crt");
    const start = new Date(Date.now() + 60_000);
    const docker = await standInDocker(`${running(["loki"], start)}
case "$*" in *restart*) echo "no such container" >&2; exit 1;; esac`);
    const { code, stdout, stderr } = await up(lab, docker);
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([1, "reload     failed  (N s)"]);
    expect(stderr).toContain("no such container\nWhat to do: ");
    expect(docker.calls()).not.toContain(UP);
  });
});
