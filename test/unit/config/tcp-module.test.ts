import { expect, test } from "vitest";
import { configOf, findings, loadWatch } from "./harness.ts";

function loaded(tcp: string) {
  return loadWatch(
    `modules: {own: {prober: tcp, tcp: ${tcp}}}\nprobes: [{name: a, module: own, target: 'a.example:25000'}]`,
  );
}

test("steps are read in order", () => {
  const tcp = `{query_response: [{expect: "^220 "}, {send: "EHLO edge\\r"}, {expect: ^250, send: QUIT}]}`;
  expect(configOf(loaded(tcp)).edge.probes[0]?.module).toEqual({
    prober: "tcp",
    name: "own",
    queryResponse: [{ expect: "^220 " }, { send: "EHLO edge\r" }, { expect: "^250", send: "QUIT" }],
  });
});

test.each([
  ["{query_response: [{expect: '('}]}", 'error: Cannot read expect: "(" is no RE2 regular expression'],
  ["{query_response: [{wait: x}]}", 'error: Unknown field "wait" in query_response'],
  ["{query_response: [x]}", 'error: Cannot read query_response: expected a mapping, got "x"'],
  [
    "{query_response: [{starttls: true}]}",
    "error: Cannot use starttls: no probe here turns an open connection to TLS",
  ],
  ["{tls: true}", "error: Cannot use tls: write a module with prober: tls"],
  ["{tls_config: {server_name: a}}", "error: Cannot use tls_config: write a module with prober: tls"],
  ["{source_ip_address: 1.1.1.1}", "warning: source_ip_address is not used: the platform decides it"],
  ["{query: []}", 'error: Unknown field "query" in tcp'],
])("%s is told of", (tcp, message) => {
  expect(findings(loaded(tcp))).toEqual([expect.stringContaining(message)]);
});

test("what is switched off is not told of", () => {
  expect(findings(loaded("{tls: false, query_response: [{expect: x, starttls: false}]}"))).toEqual([]);
});
