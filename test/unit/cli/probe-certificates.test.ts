import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { ensurePki } from "../../../src/cli/pki.ts";
import { newKey } from "../../../src/cli/pki-issue.ts";
import { certificateNames, findProbeCertificates } from "../../../src/cli/probe-certificates.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import { scratch } from "./scratch.ts";

const TAKEN = ["OPERATOR_TOKEN", "PROBER"];

/** STATE/pki after a first start, with the pair of `prometheus` once more as `probe_client`. */
async function pkiFolder(): Promise<string> {
  const dir = join(await scratch(), "pki");
  await ensurePki(dir, ["localhost"], Date.now());
  for (const ending of ["crt", "key"]) {
    await writeFile(join(dir, `probe_client.${ending}`), await readFile(join(dir, `prometheus.${ending}`)));
  }
  return dir;
}

describe("certificateNames", () => {
  it("are those of the modules that probes use, each once", ({ expect }) => {
    const edge = `
probes:
  - {name: a, module: shown, target: "https://a.example"}
  - {name: b, module: shown, target: "https://b.example"}
  - {name: c, module: bare, target: "https://c.example"}
  - {name: d, module: tcp, target: "d.example:22"}
modules:
  shown: {prober: http, http: {client_certificate: PROBE_CLIENT}}
  bare: {prober: http}
  tcp: {prober: tcp}
  unused: {prober: http, http: {client_certificate: OTHER}}
`;
    const routing = { name: "routing.yaml", text: "route: {receiver: r}\nreceivers: [{name: r}]\n" };
    const { config, diagnostics } = loadConfig(
      { routing, edge: { name: "edge.yaml", text: edge } },
      receiverKinds,
    );
    if (config === undefined) throw new Error(JSON.stringify(diagnostics));
    expect(certificateNames(config)).toEqual(["PROBE_CLIENT"]);
  });
});

describe("findProbeCertificates", () => {
  it("finds the pair under the name in small letters, also one that the edge has made", async ({
    expect,
  }) => {
    const dir = await pkiFolder();
    const found = await findProbeCertificates(dir, ["PROBE_CLIENT", "prometheus", "Operator"], TAKEN);
    expect(found).toEqual({ bound: ["PROBE_CLIENT", "prometheus", "Operator"], faults: [] });
  });

  it("says of each other name why it cannot be used, and finds the rest", async ({ expect }) => {
    const dir = await pkiFolder();
    const names = ["ABSENT", "PROBE_CLIENT", "CA", "Edge", "PROBER"];
    expect(await findProbeCertificates(dir, names, TAKEN)).toEqual({
      bound: ["PROBE_CLIENT"],
      faults: [
        `ABSENT: there is no ${dir}/absent.crt`,
        "CA: the key of ca.crt is the edge's own",
        "Edge: the key of edge.crt is the edge's own",
        "PROBER: the edge has another use for that name",
      ],
    });
  });

  const broken = [
    {
      file: "probe_client.crt",
      text: async () => "nothing",
      fault: "probe_client.crt is not a certificate in PEM",
    },
    { file: "probe_client.key", text: async () => "", fault: "probe_client.key is not a private key in PEM" },
    { file: "probe_client.key", text: newKey, fault: "probe_client.key is not the key of" },
  ];

  it.for(broken)(
    "refuses a pair whose $file is broken: $fault",
    async ({ file, text, fault }, { expect }) => {
      const dir = await pkiFolder();
      await writeFile(join(dir, file), await text());
      const { bound, faults } = await findProbeCertificates(dir, ["PROBE_CLIENT"], TAKEN);
      expect(bound).toEqual([]);
      expect(faults).toEqual([expect.stringContaining(`PROBE_CLIENT: ${dir}/${fault}`)]);
    },
  );

  it("refuses a certificate without its key, and what cannot be read", async ({ expect }) => {
    const dir = await pkiFolder();
    await writeFile(join(dir, "keyless.crt"), await readFile(join(dir, "probe_client.crt")));
    await mkdir(join(dir, "folder.crt"));
    const { faults } = await findProbeCertificates(dir, ["KEYLESS", "FOLDER"], TAKEN);
    expect(faults).toEqual([
      `KEYLESS: there is no ${dir}/keyless.key`,
      `FOLDER: Cannot read ${dir}/folder.crt: it is a folder`,
    ]);
  });
});
