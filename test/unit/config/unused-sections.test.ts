import { describe, expect, test } from "vitest";
import { findings, load, ROUTING } from "./harness.ts";

describe("sections that the edge does not act on are checked, and one warning says what it does instead", () => {
  test.each([
    ["templates: [/etc/*.tmpl]", "templates are not read: messages have the edge's own layout"],
    [
      "tracing: {endpoint: 'tempo:4317', insecure: yes, timeout: 5s}",
      "tracing is not used: the edge writes one log line for each decision",
    ],
    [
      "event_recorder: {outputs: [{type: file, path: x}]}",
      "event_recorder is not used: the edge keeps its own log of attempts",
    ],
    [
      "event_recorder: {webhook_outputs: [{url: x, batch: true}]}",
      "event_recorder is not used: the edge keeps its own log of attempts",
    ],
  ])("%s", (yaml, message) => {
    const loaded = load(ROUTING + yaml);
    expect(findings(loaded)).toEqual([`3:1 warning: ${message}`]);
    expect(loaded.config).toBeDefined();
  });

  test.each(["templates: []", "templates:", "tracing:", "event_recorder: ~"])(
    "%s gives nothing to warn of",
    (yaml) => {
      expect(findings(load(ROUTING + yaml))).toEqual([]);
    },
  );

  test.each([
    ["tracing: {insecure: true}", "3:1 error: tracing endpoint must be set"],
    ["tracing: {endpoint: x, client_type: udp}", "3:24 error: Cannot read client_type"],
    ["tracing: {endpoint: x, compression: zip}", "3:24 error: Cannot read compression"],
    ["tracing: {endpoint: x, end: y}", '3:24 error: Unknown field "end" in tracing'],
    [
      "event_recorder: {output: []}",
      '3:18 error: Unknown field "output" in event_recorder, did you mean "outputs"?',
    ],
    ["templates: x", "3:1 error: Cannot read templates: expected a list"],
    ["templates: [{a: b}]", "3:1 error: Cannot read templates: expected text"],
    ["templats: []", '3:1 error: Unknown field "templats" in the routing file, did you mean "templates"?'],
  ])("%s is an error", (yaml, start) => {
    const errors = findings(load(ROUTING + yaml)).filter((finding) => finding.includes("error"));
    expect(errors).toEqual([expect.stringContaining(start)]);
  });
});
