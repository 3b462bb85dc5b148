import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, describe, it } from "vitest";
import { root } from "../source.ts";

const scratch = mkdtempSync(join(tmpdir(), "farwatch-heartbeat-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the heartbeat", { timeout: 60_000 }, () => {
  const certificates = join(root, "test/fixtures/smtp");
  const program = join(root, "compose/backup/heartbeat.ts");

  async function heard(status: number, args: readonly string[]) {
    const requests: string[] = [];
    const server = createServer(
      {
        cert: readFileSync(join(certificates, "localhost.crt")),
        key: readFileSync(join(certificates, "localhost.key")),
        ca: readFileSync(join(certificates, "ca.crt")),
        requestCert: true,
        // The certificate at hand is a server's; that it is shown is what counts here.
        rejectUnauthorized: false,
      },
      (request, response) => {
        const subject =
          request.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject?.CN : "";
        requests.push(`${request.method} ${request.url} by ${subject}`);
        response.writeHead(status).end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // of a TCP server
    const folder = mkdtempSync(join(scratch, "pki-"));
    copyFileSync(join(certificates, "localhost.crt"), join(folder, "edge.crt"));
    copyFileSync(join(certificates, "localhost.key"), join(folder, "edge.key"));
    const url = `https://localhost:${port}/heartbeat/backup`;
    const child = spawn(process.execPath, [program, url, folder, ...args], { stdio: "ignore" });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    server.close();
    return { code, requests };
  }

  it("is a POST with the edge's certificate and how it went", async ({ expect }) => {
    const { code, requests } = await heard(200, ["fail", join(certificates, "ca.crt")]);
    expect(requests).toEqual([expect.stringMatching(/^POST \/heartbeat\/backup\?status=fail by \S+$/)]);
    expect(code).toBe(0);
  });

  it("fails when the edge refuses", async ({ expect }) => {
    const { code } = await heard(404, ["ok", join(certificates, "ca.crt")]);
    expect(code).toBe(1);
  });

  it("fails when nobody vouches for the edge", async ({ expect }) => {
    const { code, requests } = await heard(200, ["ok"]);
    expect(code).toBe(1);
    expect(requests).toEqual([]);
  });
});
