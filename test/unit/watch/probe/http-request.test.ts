import { describe, it } from "vitest";
import { firstRequest, nextRequest, USER_AGENT } from "../../../../src/watch/probe/http-request.ts";
import { httpModule } from "./modules.ts";
import { testWorld } from "./world.ts";

const secret = { value: "s3cret" };
const module = httpModule({
  method: "POST",
  body: '{"a":1}',
  headers: [
    { name: "X-Api-Key", value: secret },
    { name: "Content-Type", value: { value: "application/json" } },
  ],
  clientCertificate: "probe",
});

function first(target = "https://a.example/x") {
  return firstRequest(module, target, testWorld());
}

function plain({ headers, ...rest }: ReturnType<typeof first>) {
  return { ...rest, headers: Object.fromEntries(headers) };
}

describe("firstRequest", () => {
  it("carries method, headers, body and certificate", ({ expect }) => {
    expect(plain(first())).toEqual({
      url: "https://a.example/x",
      method: "POST",
      body: '{"a":1}',
      clientCertificate: "probe",
      headers: { "user-agent": USER_AGENT, "x-api-key": "s3cret", "content-type": "application/json" },
    });
  });

  it("makes a header of credentials in the URL", ({ expect }) => {
    const request = first("https://u:p%40@a.example/x");
    expect(request.url).toBe("https://a.example/x");
    expect(request.headers.get("authorization")).toBe(`Basic ${btoa("u:p@")}`);
  });

  it("a secret that is not set is our own failure", ({ expect }) => {
    const headers = [{ name: "X-Api-Key", value: { env: "PROBE_KEY" } }];
    const missing = () => firstRequest(httpModule({ headers }), "https://a.example/", testWorld());
    expect(missing).toThrow("Cannot send the header X-Api-Key: its secret is not set");
  });

  it("quotes no secret that HTTP does not take", ({ expect }) => {
    const headers = [{ name: "X-Api-Key", value: { value: "s3cret\nX: y" } }];
    const broken = () => firstRequest(httpModule({ headers }), "https://a.example/", testWorld());
    expect(broken).toThrow("Cannot send the header X-Api-Key: its name or value is not allowed in HTTP");
  });

  it.for(["ftp://a.example/", "a.example", "/x"])("%s is no target", (target, { expect }) => {
    expect(() => first(target)).toThrow("it is no http or https URL");
  });
});

describe("nextRequest", () => {
  const turns = [
    ["POST", 301, "GET"],
    ["POST", 302, "GET"],
    ["POST", 303, "GET"],
    ["POST", 307, "POST"],
    ["POST", 308, "POST"],
    ["HEAD", 303, "HEAD"],
    ["GET", 302, "GET"],
    ["PUT", 303, "GET"],
  ] as const;
  it.for(turns)("%s answered %s goes on as %s", ([method, status, want], { expect }) => {
    const next = nextRequest({ ...first(), method }, status, "/y");
    expect(next.method).toBe(want);
    expect(next.url).toBe("https://a.example/y");
    expect(next.body === undefined).toBe(method !== want);
    expect(next.headers.has("content-type")).toBe(method === want);
    expect(next.headers.get("x-api-key")).toBe("s3cret");
    expect(next.clientCertificate).toBe("probe");
  });

  const elsewhere = ["https://b.example/", "http://a.example/x", "https://a.example:8443/", "//b.example/"];
  it.for(elsewhere)("%s is another origin and gets no credentials", (location, { expect }) => {
    const next = nextRequest(first("https://u:p@a.example/x"), 307, location);
    expect(Object.fromEntries(next.headers)).toEqual({
      "user-agent": USER_AGENT,
      "content-type": "application/json",
    });
    expect(next).not.toHaveProperty("clientCertificate");
    const back = nextRequest(next, 307, "https://a.example/x");
    expect(back.headers.has("x-api-key")).toBe(false);
    expect(back).not.toHaveProperty("clientCertificate");
  });

  it("credentials that another origin brings in its own URL are left out", ({ expect }) => {
    const next = nextRequest(first(), 302, "https://u:p@b.example/");
    expect(next.url).toBe("https://b.example/");
    expect(next.headers.has("authorization")).toBe(false);
  });

  it.for(["ftp://b.example/", "javascript:alert(1)", "https://"])("%s is down", (location, { expect }) => {
    expect(() => nextRequest(first(), 302, location)).toThrow("which is no http or https URL");
  });
});
