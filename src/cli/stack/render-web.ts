import type { Inventory } from "./inventory.ts";
import { hostFolder, type Rendered, yamlFile } from "./rendered.ts";
import { allowedNames, type Endpoint, endpoints } from "./wiring.ts";

/** The web config file of each server that reads one (prometheus.io/docs/prometheus/latest/configuration/https). */
export function renderWebConfigs(inventory: Inventory): readonly Rendered[] {
  return endpoints(inventory)
    .filter(({ enforcement }) => enforcement === "web-config")
    .map((endpoint) => webConfig(inventory, endpoint));
}

function webConfig(inventory: Inventory, endpoint: Endpoint): Rendered {
  return yamlFile(`${hostFolder(endpoint.host)}/web/${endpoint.service}.yml`, {
    tls_server_config: {
      cert_file: "/pki/server.crt",
      key_file: "/pki/server.key",
      client_ca_file: "/pki/ca.crt",
      client_auth_type: "RequireAndVerifyClientCert",
      client_allowed_sans: allowedNames(inventory, endpoint),
      min_version: "TLS13",
    },
  });
}
