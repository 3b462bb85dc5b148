import { describe, it } from "vitest";
import { alertFromText, alertToText } from "../../../src/router/stored-alert.ts";
import { alertOf, ended, HOUR, NOW, source } from "../alert/sources.ts";

describe("alertToText and alertFromText", () => {
  const cases = [
    { name: "a firing alert", alert: alertOf({ am: source() }) },
    {
      name: "a resolved one of a pair",
      alert: alertOf({ "one x": ended(5), "two y": ended(9) }, { status: "resolved" }),
    },
    { name: "one without senders", alert: alertOf({}) },
    { name: "a respite", alert: alertOf({ am: source({ graceEndsAt: NOW + 5 }) }) },
    {
      name: "groups that hold it and one that left it out",
      alert: alertOf({ am: source({ contexts: { a: true, b: false } }) }),
    },
    {
      name: "names and texts that break careless objects",
      alert: alertOf(
        { __proto__x: source() },
        {
          labels: JSON.parse('{"__proto__":"p","constructor":"c","10":"ten"}'),
          annotations: { a: '"\\\n\u2028😀' },
        },
      ),
    },
  ];
  it.for(cases)("keep $name", ({ alert }, { expect }) => {
    const read = alertFromText(alertToText(alert));
    expect(read).toEqual(alert);
    expect(Object.keys(read.labels)).toEqual(Object.keys(alert.labels));
  });

  it("store a lease's end once: what was written, not what memory holds", ({ expect }) => {
    const text = alertToText(alertOf({ am: source({ leaseEndsAt: NOW + 99 * HOUR }) }));
    expect(text).not.toContain("leaseEndsAt");
    const read = alertFromText(text).sources.get("am");
    expect(read?.leaseEndsAt).toBe(read?.writtenEndsAt);
  });
});
