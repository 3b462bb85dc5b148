import { it } from "vitest";
import { proberIn, runningRegions } from "../../../src/watch/region.ts";

const probers = { getByName: (...call: unknown[]) => call };

it.for(["wnam", "weur", "apac-ne", "me"])("a prober is asked to stand in %s", (region, { expect }) => {
  expect(proberIn(probers, region)).toEqual([region, { locationHint: region }]);
});

it.for(["local", "WEUR", ""])("a prober of %j stands anywhere", (region, { expect }) => {
  expect(proberIn(probers, region)).toEqual([region]);
});

it("only first regions run probes of their own", ({ expect }) => {
  const probes = [
    { regions: ["weur", "enam"] },
    { regions: ["weur"] },
    { regions: ["oc", "weur"] },
    { regions: [] },
  ];
  expect(runningRegions(probes)).toEqual(["weur", "oc"]);
});
