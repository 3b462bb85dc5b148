import { expect, test } from "vitest";
import { configOf, findings, loadWatch } from "./harness.ts";

function loaded(dns: string) {
  return loadWatch(
    `modules: {own: {prober: dns, dns: ${dns}}}\nprobes: [{name: a, module: own, target: 'https://a.example/dns-query'}]`,
  );
}

test("question and answers are read", () => {
  const dns = "{query_name: a.example., query_type: MX, expect_answers: [10 mail.example., 7]}";
  expect(configOf(loaded(dns)).edge.probes[0]?.module).toEqual({
    prober: "dns",
    name: "own",
    queryName: "a.example.",
    queryType: "MX",
    expectAnswers: ["10 mail.example.", "7"],
  });
});

test("an address is asked for, and any answer will do", () => {
  expect(configOf(loaded("{query_name: _x.a.example}")).edge.probes[0]?.module).toMatchObject({
    queryType: "A",
    expectAnswers: [],
  });
});

test.each([
  ["{query_name: 'a b'}", 'error: Cannot read query_name: expected a host name, got "a b"'],
  ["{query_name: a..b}", 'error: Cannot read query_name: expected a host name, got "a..b"'],
  [`{query_name: ${"a.".repeat(127)}}`, undefined],
  [`{query_name: ${"a.".repeat(127)}a}`, "error: Cannot read query_name: expected a host name"],
  ["{query_name: a, query_type: ANY}", "error: Cannot read query_type: expected"],
  [
    "{query_name: a, valid_rcodes: [NXDOMAIN]}",
    "error: Cannot use valid_rcodes: only NOERROR is a good answer here",
  ],
  [
    "{query_name: a, validate_answer_rrs: {fail_if_not_matches_regexp: [x]}}",
    "error: Cannot use validate_answer_rrs: write expect_answers",
  ],
  ["{query_name: a, query_class: CH}", "error: Cannot use query_class: every question here is of class IN"],
  [
    "{query_name: a, transport_protocol: tcp}",
    "warning: transport_protocol is not used: the question goes over HTTPS",
  ],
])("%s is told of", (dns, message) => {
  expect(findings(loaded(dns))).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
});
