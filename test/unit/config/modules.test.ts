import { describe, expect, test } from "vitest";
import type { ProbeModule } from "../../../src/config/config.ts";
import { BUILT_IN_MODULES } from "../../../src/config/modules.ts";
import { configOf, findings, loadWatch } from "./harness.ts";

const TARGETS = {
  http: "https://a.example",
  tcp: "a.example:1",
  tls: "a.example:1",
  dns: "https://a.example",
};

function moduleOf(name: string, modules: string, prober: keyof typeof TARGETS): ProbeModule | undefined {
  const probe = `{name: a, module: ${name}, target: "${TARGETS[prober]}"}`;
  return configOf(loadWatch(`modules: ${modules}\nprobes: [${probe}]`)).edge.probes[0]?.module;
}

test.each(BUILT_IN_MODULES.map((module) => [module.name, module] as const))(
  "%s need not be written",
  (name, module) => {
    expect(moduleOf(name, "{}", module.prober)).toEqual(module);
  },
);

test.each(["http", "tcp", "tls"] as const)(
  "a module of prober %s alone is the built-in one by another name",
  (prober) => {
    const builtIn = BUILT_IN_MODULES.find((module) => module.prober === prober);
    expect(moduleOf("own", `{own: {prober: ${prober}}}`, prober)).toEqual({ ...builtIn, name: "own" });
  },
);

test("a written module takes the place of a built-in one", () => {
  expect(moduleOf("http_2xx", "{http_2xx: {prober: http, http: {method: HEAD}}}", "http")).toMatchObject({
    name: "http_2xx",
    method: "HEAD",
  });
});

test("a module that no probe uses is checked all the same", () => {
  expect(findings(loadWatch("modules: {own: {prober: http, http: {method: get}}}"))).toHaveLength(1);
});

describe("a module that cannot be read", () => {
  const probers = "the edge has http, tcp, tls, dns";
  test.each([
    ["{own: {prober: icmp}}", `1:17 error: Cannot use prober "icmp": ${probers}`],
    ["{own: {prober: grpc, grpc: {service: x}}}", `1:17 error: Cannot use prober "grpc": ${probers}`],
    ["{own: {prober: constructor}}", `1:17 error: Cannot use prober "constructor": ${probers}`],
    ["{own: {http: {}}}", '1:11 error: Cannot read module: "prober" is missing'],
    ["{own: }", '1:11 error: Cannot read module: "prober" is missing'],
    [
      "{own: {prober: http, timeout: 5}}",
      '1:31 error: Cannot read timeout: not a valid duration string: "5"',
    ],
    ["{own: {prober: http, htp: {}}}", '1:31 error: Unknown field "htp" in module, did you mean "http"?'],
    ["{own: {prober: http, http: [GET]}}", "1:31 error: Cannot read http: expected a mapping, got a list"],
    ["{own: {prober: http, tcp: {}}}", "1:31 warning: tcp is not used: the prober is http"],
    ["{own: http}", '1:11 error: Cannot read module: expected a mapping, got "http"'],
    ["[{name: own, prober: http}]", "1:1 error: Cannot read modules: expected a mapping"],
    ["{own: {prober: dns}}", '1:11 error: Cannot read dns: "query_name" is missing'],
  ])("%s", (modules, finding) => {
    expect(findings(loadWatch(`modules: ${modules}`))).toEqual([finding]);
  });
});
