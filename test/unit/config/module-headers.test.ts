import { describe, expect, test } from "vitest";
import { configOf, findings, loadWatch } from "./harness.ts";

function loaded(http: string) {
  const probe = '{name: a, module: own, target: "https://a.example"}';
  return loadWatch(`modules: {own: {prober: http, http: ${http}}}\nprobes: [${probe}]`);
}

function headersOf(http: string) {
  const module = configOf(loaded(http)).edge.probes[0]?.module;
  return module?.prober === "http" ? module.headers : undefined;
}

test("both forms give one list, and a file names a secret", () => {
  const http = `{headers: {Accept: a, X-Number: 7},
    http_headers: {Authorization: {files: [/run/secrets/bastion-probe]}, X-Two: {values: [b], secrets: [c]}}}`;
  expect(headersOf(http)).toEqual([
    { name: "Accept", value: { value: "a" } },
    { name: "X-Number", value: { value: "7" } },
    { name: "Authorization", value: { env: "BASTION_PROBE" } },
    { name: "X-Two", value: { value: "b" } },
    { name: "X-Two", value: { value: "c" } },
  ]);
});

describe("a header that cannot be sent is refused", () => {
  test.each([
    ["headers: {'a b': x}", 'Cannot use header name "a b"'],
    ["headers: {'': x}", 'Cannot use header name ""'],
    ["headers: {Host: x}", 'Cannot set header "Host": the platform sets it'],
    [
      "http_headers: {content-length: {values: [1]}}",
      'Cannot set header "content-length": the platform sets it',
    ],
    ["http_headers: {A: x}", 'Cannot read A: expected a mapping, got "<secret>"'],
    ["http_headers: {A: {file: [x]}}", 'Unknown field "file" in A'],
  ])("%s", (field, message) => {
    expect(findings(loaded(`{${field}}`))).toEqual([expect.stringContaining(`error: ${message}`)]);
  });

  test.each(["hunter2\\r\\nX-Evil: 1", "hunter2\\u0000", "hunter2 \\u20ac"])(
    "the value %j, which is not shown",
    (value) => {
      const found = findings(loaded(`{headers: {Authorization: "${value}"}}`));
      expect(found).toEqual([
        expect.stringContaining('error: Cannot set header "Authorization": its value has characters'),
      ]);
      expect(found.join()).not.toContain("hunter2");
    },
  );
});
