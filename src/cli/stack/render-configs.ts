import { type Document, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import { CliError } from "../cli-error.ts";
import type { EdgeAddress, Inventory } from "./inventory.ts";
import { hostFolder, NOTICE, type Rendered } from "./rendered.ts";
import type { Sources } from "./sources.ts";

/** The edge of the checked-in files; their copies name the one of the inventory. */
export const SHIPPED_EDGE = {
  url: "https://alerts.example.org",
  runbooks: "https://watch.example.org",
} as const;

/** Beside each copy whose program verifies the edge by it. */
export const EDGE_CA_FILE = "edge-ca.crt";

/** Copies of the checked-in files in which something depends on the inventory. */
export function renderConfigs({ bastion, edge }: Inventory, sources: Sources): readonly Rendered[] {
  const folder = hostFolder(bastion.name);
  const copy = (path: string, text: string, change?: (document: Document) => void): Rendered => ({
    path: `${folder}/${path}`,
    content: copied(path, text, edge, change),
  });
  const { edgeCa } = sources;
  const trust = edgeCa === undefined ? undefined : { webhook: trustInWebhooks, scrape: trustInScrapes };
  return [
    copy("alertmanager/alertmanager.yml", sources.alertmanager, trust?.webhook),
    copy("prometheus/prometheus.yml", sources.prometheus, trust?.scrape),
    ...sources.prometheusRules.map(({ name, text }) => copy(`prometheus/rules/${name}`, text)),
    // Without tenants, Loki's ruler looks for the rules of one named "fake".
    ...sources.lokiRules.map(({ name, text }) => copy(`loki/rules/fake/${name}`, text)),
    ...(edgeCa === undefined
      ? []
      : ["alertmanager", "prometheus"].map((program) => ({
          path: `${folder}/${program}/${EDGE_CA_FILE}`,
          content: edgeCa,
        }))),
  ];
}

/** The document with the inventory's edge in it; comments and order stay. */
function copied(
  path: string,
  text: string,
  edge: EdgeAddress,
  change: ((document: Document) => void) | undefined,
): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new CliError(`Cannot parse the source of ${path}: ${error.message}`);
  // By the shipped names, so before those are gone.
  change?.(document);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string") node.value = withEdge(node.value, edge);
    },
  });
  return `# ${NOTICE}\n${document.toString({ lineWidth: 0 })}`;
}

function withEdge(text: string, edge: EdgeAddress): string {
  const { hostname, port } = new URL(edge.url);
  const shipped = new URL(SHIPPED_EDGE.url).hostname;
  const targets = new RegExp(`(?<![\\w./@-])${RegExp.escape(shipped)}(:443)?(?![\\w-]|\\.\\w)`, "g");
  return text
    .replace(targets, (_, given) => (given || port ? `${hostname}:${port || 443}` : hostname))
    .replaceAll(SHIPPED_EDGE.url, edge.url)
    .replaceAll(SHIPPED_EDGE.runbooks, edge.runbooks);
}

/** Alertmanager reads a relative path from the folder of its configuration, as Prometheus does. */
function trustInWebhooks(document: Document): void {
  visit(document, {
    Map: (_, node) => {
      const url = node.get("url");
      if (typeof url === "string" && url.startsWith(SHIPPED_EDGE.url)) {
        node.setIn(["http_config", "tls_config", "ca_file"], EDGE_CA_FILE);
      }
    },
  });
}

function trustInScrapes(document: Document): void {
  const jobs = document.get("scrape_configs");
  if (!isSeq(jobs)) return;
  for (const job of jobs.items) {
    if (isMap(job) && mentionsEdge(job)) job.setIn(["tls_config", "ca_file"], EDGE_CA_FILE);
  }
}

function mentionsEdge(node: unknown): boolean {
  if (isMap(node)) return node.items.some(({ value }) => mentionsEdge(value));
  if (isSeq(node)) return node.items.some(mentionsEdge);
  return isScalar(node) && String(node.value).includes(new URL(SHIPPED_EDGE.url).hostname);
}
