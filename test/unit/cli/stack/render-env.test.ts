import { describe, it } from "vitest";
import { renderEnvs } from "../../../../src/cli/stack/render-env.ts";
import { ALONE, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

const VERSIONS = "# each once\nA_IMAGE=a:1@sha256:0\n\n# why\nB_IMAGE=b:2\r\n";

const envs = (text: string) =>
  Object.fromEntries(renderEnvs(inventoryOf(text), VERSIONS).map(({ path, content }) => [path, content]));

describe(".env", () => {
  it("of Bastion has its values and every image, for docker compose reads no other file", ({ expect }) => {
    expect(envs(ALONE)).toEqual({
      "compose/.env": `# Rendered from compose/inventory.yaml by \`farwatch stack render\`; do not edit.
DOMAIN=lab
HOST_NAME=bastion
HOST_ENDPOINT=192.168.1.10
BASTION_ENDPOINT=192.168.1.10
A_IMAGE=a:1@sha256:0
B_IMAGE=b:2
`,
    });
  });

  it("of an agent has its profiles too", ({ expect }) => {
    expect(envs(SHIPPED)["compose/rendered/monster/.env"]).toContain(
      "HOST_NAME=monster\nHOST_ENDPOINT=192.168.1.20\nBASTION_ENDPOINT=192.168.1.10\nCOMPOSE_PROFILES=docker,gpu\n",
    );
    expect(envs(OTHER)["compose/rendered/nas-01/.env"]).toContain("\nCOMPOSE_PROFILES=\n");
  });

  it("puts an IPv6 address in brackets", ({ expect }) => {
    expect(envs(OTHER)["compose/.env"]).toContain("HOST_ENDPOINT=[fd00::10]\nBASTION_ENDPOINT=[fd00::10]\n");
    expect(envs(OTHER)["compose/rendered/k8s-node-1/.env"]).toContain(
      "HOST_ENDPOINT=10.0.0.31\nBASTION_ENDPOINT=[fd00::10]\n",
    );
  });

  it("of Bastion has what the inventory sets, in quotes where it must", ({ expect }) => {
    const set = `${ALONE}settings: { DOCKER_GID: 998, BACKUP_DIR: "/mnt/my backup #1 $x" }\n`;
    const env = envs(set)["compose/.env"];
    expect(env).toContain("\nDOCKER_GID=998\n");
    expect(env).toContain("\nBACKUP_DIR='/mnt/my backup #1 $x'\n");
    expect(env).not.toContain("BACKUP_HEARTBEAT_URL");
  });

  it("there is one for each host", ({ expect }) => {
    expect(Object.keys(envs(OTHER))).toEqual([
      "compose/.env",
      "compose/rendered/nas-01/.env",
      "compose/rendered/k8s-node-1/.env",
      "compose/rendered/k8s-node-2/.env",
    ]);
  });
});
