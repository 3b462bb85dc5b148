import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Credentials } from "./caller.ts";
import type { EdgeProcess } from "./edge.ts";
import type { Scene } from "./scene.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** What belongs to a machine, and not to the checkout. */
const OWN = /\/compose\/(rendered|pki|secrets|\.env)$/;

/** The hosts of the inventory, at addresses that nobody has: an inventory takes none of loopback. */
export const HOSTS = { bastion: "192.0.2.10", monster: "192.0.2.20" } as const;
export type HostName = keyof typeof HOSTS;

/** A copy of compose/ with an inventory of its own, in which the stack's own commands have run. */
export class StackProject {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `edge` must have run once: then it has an authority. */
  static async make(scene: Scene, edge: EdgeProcess): Promise<StackProject> {
    const folder = await scene.folder("clone");
    const project = new StackProject(folder);
    const isOurs = (path: string) => !OWN.test(path);
    await cp(join(ROOT, "compose"), join(folder, "compose"), { recursive: true, filter: isOurs });
    await cp(join(ROOT, "config"), join(folder, "config"), { recursive: true });
    await cp(edge.pki("ca.crt"), project.path("edge-ca.crt"));
    await writeFile(project.path("inventory.yaml"), inventory(edge));
    await farwatch("stack", "pki", "--project", folder);
    await farwatch("stack", "render", "--project", folder);
    return project;
  }

  /** Below compose/. */
  path(name: string): string {
    return join(this.#folder, "compose", name);
  }

  rendered(name: string, host: HostName = "bastion"): string {
    return this.path(`rendered/${host}/${name}`);
  }

  pki(holder: string, host: HostName = "bastion"): string {
    return this.path(`pki/${host}/${holder}`);
  }

  /** Has the edge's authority sign the request of `holder`; answers its fingerprint, as edge.yaml pins it. */
  async signed(edge: EdgeProcess, holder: string): Promise<string> {
    const folder = this.pki(holder);
    const { stdout, stderr } = await farwatch("pki", "sign", `${folder}/edge.csr`, "--state", edge.pki(".."));
    await writeFile(`${folder}/edge.crt`, stdout);
    const [fingerprint] = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(stderr) ?? [];
    if (fingerprint === undefined) throw new Error(`Cannot find a fingerprint in ${JSON.stringify(stderr)}`);
    return fingerprint;
  }

  /** Those of a client of the stack, or, as "edge", those that it shows to the edge. */
  async credentials(holder: string, name: "client" | "edge"): Promise<Credentials> {
    const read = (file: string) => readFile(join(this.pki(holder), file), "utf8");
    const ca = name === "edge" ? await readFile(this.path("edge-ca.crt"), "utf8") : await read("ca.crt");
    return { ca, cert: await read(`${name}.crt`), key: await read(`${name}.key`) };
  }
}

function farwatch(...args: readonly string[]) {
  return promisify(execFile)(process.execPath, [join(ROOT, "src/cli/main.ts"), ...args]);
}

function inventory(edge: EdgeProcess): string {
  return `
domain: lab
edge: { url: "${edge.url}", runbooks: https://watch.example.test, ca: edge-ca.crt }
hosts:
  - { name: bastion, role: bastion, address: ${HOSTS.bastion} }
  - { name: monster, role: agent, address: ${HOSTS.monster} }
services: []
operators: [alice]
lan: 192.0.2.0/24
`;
}
