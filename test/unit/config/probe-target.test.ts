import { describe, expect, test } from "vitest";
import { BLOCKED_PORT, MAX_PORT } from "../../../src/config/probe-target.ts";
import { findings, loadWatch } from "./harness.ts";

const MODULES = "modules: {names: {prober: dns, dns: {query_name: a.example}}}\n";

function targeted(module: string, target: string): readonly string[] {
  const probes = JSON.stringify([{ name: "a", module, target }]);
  return findings(loadWatch(`${MODULES}probes: ${probes}`)).map((finding) => finding.replace(/^\S+ /, ""));
}

describe("a target is what its module wants", () => {
  test.each([
    ["http_2xx", "https://a.example"],
    ["http_2xx", "http://a.example:8080/-/healthy?x=1"],
    ["http_2xx", "https://_dmarc.a.example/"],
    ["tcp_connect", "a.example:22"],
    ["tcp_connect", `a.example:${MAX_PORT}`],
    ["tcp_connect", "1.1.1.1:53"],
    ["tcp_connect", "[2606:4700:4700::1111]:53"],
    ["tls_connect", "a.example:443"],
    ["names", "https://cloudflare-dns.com/dns-query"],
  ])("%s takes %s", (module, target) => {
    expect(targeted(module, target)).toEqual([]);
  });

  const url = "expected a URL such as https://grafana.example.org/login";
  const address = "expected host:port, such as bastion.example.org:443";
  test.each([
    ["http_2xx", "a.example", url],
    ["http_2xx", "a.example:443", url],
    ["http_2xx", "ftp://a.example", url],
    ["http_2xx", "https:///path", url],
    ["http_2xx", "", url],
    ["tcp_connect", "a.example", address],
    ["tcp_connect", "https://a.example", address],
    ["tcp_connect", "a.example:0", address],
    ["tcp_connect", `a.example:${MAX_PORT + 1}`, address],
    ["tcp_connect", "a.example:ssh", address],
    ["tcp_connect", ":22", address],
    ["tcp_connect", "::1:22", address],
    ["tcp_connect", "[::1::]:22", address],
    ["tcp_connect", "256.1.1.1:22", address],
    ["tls_connect", "a.example:443/path", address],
    ["names", "cloudflare-dns.com", "expected a URL such as https://cloudflare-dns.com/dns-query"],
    ["names", "http://cloudflare-dns.com/dns-query", "expected https"],
  ])("%s refuses %j", (module, target, message) => {
    const prober = { http_2xx: "http", tcp_connect: "tcp", tls_connect: "tls" }[module] ?? "dns";
    const quoted = JSON.stringify(target);
    expect(targeted(module, target)).toEqual([
      `error: Cannot use target of prober ${prober}: ${message}, got ${quoted}`,
    ]);
  });

  test("user and password belong into a header, and are not shown", () => {
    const found = targeted("http_2xx", "https://me:hunter2@a.example");
    expect(found).toEqual([
      "error: Cannot use target of prober http: write user and password as a header of the module",
    ]);
  });
});

describe("what will not be reached is warned of", () => {
  const isPrivate = "is a private address: only a local edge with --allow-private will probe it";
  test.each([
    ["http_2xx", "http://192.168.1.1/", `192.168.1.1 ${isPrivate}`],
    ["http_2xx", "http://0x7f.1/", `127.0.0.1 ${isPrivate}`],
    ["http_2xx", "http://[fd00::1]:9090/", `[fd00::1] ${isPrivate}`],
    ["http_2xx", "http://localhost:9090/", `localhost ${isPrivate}`],
    ["tcp_connect", "10.0.0.1:22", `10.0.0.1 ${isPrivate}`],
    ["tls_connect", "[::1]:443", `[::1] ${isPrivate}`],
    [
      "http_2xx",
      "https://1.1.1.1/",
      "1.1.1.1 is an address: Cloudflare fetches only names (its error 1003), a local edge both",
    ],
    [
      "tcp_connect",
      `mail.example:${BLOCKED_PORT}`,
      "Cloudflare opens no connection to port 25, a local edge does",
    ],
  ])("%s of %s", (module, target, message) => {
    expect(targeted(module, target)).toEqual([`warning: ${message}`]);
  });
});
