import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { describe, it } from "vitest";
import { bodySize, MAX_WHOLE_BODY_BYTES, Upload } from "../../../src/cli/upload.ts";

function requestWith(headers: Record<string, string>): IncomingMessage {
  return Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage; // the part that is looked at
}

describe("bodySize", () => {
  const cases = [
    { headers: {}, want: "none" },
    { headers: { "content-length": "0" }, want: "none" },
    { headers: { "content-length": "1" }, want: "whole" },
    { headers: { "content-length": String(MAX_WHOLE_BODY_BYTES) }, want: "whole" },
    { headers: { "content-length": String(MAX_WHOLE_BODY_BYTES + 1) }, want: "streamed" },
    { headers: { "transfer-encoding": "chunked" }, want: "streamed" },
  ];

  it.for(cases)("of $headers is $want", ({ headers, want }, { expect }) => {
    expect(bodySize(requestWith(headers))).toBe(want);
  });
});

describe("Upload", () => {
  it("passes all that comes, in order", async ({ expect }) => {
    const request = new PassThrough();
    const upload = new Upload(request as unknown as IncomingMessage); // only its stream is used
    for (let part = 0; part < 100; part++) request.write(`${part},`);
    request.end();
    expect(await upload.toArray().then((chunks) => chunks.join(""))).toBe(
      Array.from({ length: 100 }, (_, part) => `${part},`).join(""),
    );
  });

  it("reads the rest to its end once nobody wants it", async ({ expect }) => {
    const request = new PassThrough({ highWaterMark: 10 });
    const upload = new Upload(request as unknown as IncomingMessage); // only its stream is used
    upload.on("error", () => {}).destroy();
    for (let part = 0; part < 100; part++) request.write("x".repeat(100));
    request.end();
    await expect(new Promise((resolve) => request.on("end", () => resolve("end")))).resolves.toBe("end");
  });

  it("fails with its request", async ({ expect }) => {
    const request = new PassThrough();
    const upload = new Upload(request as unknown as IncomingMessage); // only its stream is used
    const failed = new Promise((resolve) => upload.on("error", resolve));
    request.destroy(new Error("gone"));
    expect(await failed).toEqual(new Error("gone"));
  });
});
