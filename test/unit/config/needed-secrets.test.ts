import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { neededSecrets, receiverSecrets } from "../../../src/config/needed-secrets.ts";
import { configOf, kindOf } from "./harness.ts";

const kinds = [kindOf("slack", () => ({ secrets: ["SLACK_API_URL", "SHARED"] }))];
const routing = {
  name: "routing.yaml",
  text: "route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{}, {}]}]\n",
};
const edge = {
  name: "edge.yaml",
  text: `external_heartbeat_url_file: hc_url
modules:
  used: {prober: http, http: {headers: {A: inline}, http_headers: {B: {files: [probe_b, shared]}}}}
  unused: {prober: http, http: {http_headers: {B: {files: [nobody]}}}}
probes:
  - {name: a, module: used, target: "https://a.example"}
  - {name: b, module: used, target: "https://b.example"}
  - {name: c, module: tcp_connect, target: "b.example:1"}
`,
};

const config = configOf(loadConfig({ routing, edge }, kinds));

test("what receivers, probes and the external heartbeat need is listed once", () => {
  expect(neededSecrets(config)).toEqual(["SLACK_API_URL", "SHARED", "PROBE_B", "HC_URL"]);
});

test("what only the watch needs is no receiver's", () => {
  expect(receiverSecrets(config)).toEqual(["SLACK_API_URL", "SHARED"]);
});
