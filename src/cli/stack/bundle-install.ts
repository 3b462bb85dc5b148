import type { Host } from "./inventory.ts";

/** Where agent.compose.yaml and the runbooks expect an agent's files. */
export const AGENT_FOLDER = "/opt/farwatch-agent";

const COMPOSE = "docker compose -f agent.compose.yaml --env-file versions.env --env-file .env";

/** What to do with the archive, as commands. */
export function installText({ name, address }: Host, archiveName: string): string {
  return `Farwatch agent of ${name}: for ${AGENT_FOLDER}, the first time and after each change.

1. From Bastion, where the archive was made:

   scp ${archiveName} root@${address.includes(":") ? `[${address}]` : address}:/root/

2. On ${name}, as root. The archive holds private keys: nobody else may read it, and it goes when it is unpacked.

   install -d -m 0755 ${AGENT_FOLDER}
   tar -xzpf /root/${archiveName} --same-owner -C ${AGENT_FOLDER}
   rm /root/${archiveName}

3. If ${name} runs firewalld; the zone is for the interfaces that face the network.

   cp -r ${AGENT_FOLDER}/rendered/${name}/firewalld/. /etc/firewalld/
   firewall-cmd --check-config && firewall-cmd --reload

4. Containers read keys and configuration when they start, so all of them start anew.

   cd ${AGENT_FOLDER}
   ${COMPOSE} up -d --wait --force-recreate --remove-orphans

5. On Bastion, in /opt/farwatch/compose: 1 for each job, within half a minute.

   docker compose exec prometheus promtool query instant --http.config.file=/etc/prometheus/client.yml \\
     https://localhost:9090 'up{host="${name}"}'
`;
}
