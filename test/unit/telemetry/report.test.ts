import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import {
  CHECK_IN_MARGIN_MINUTES,
  createCheckIn,
  createReporter,
  MAX_RUNTIME_MINUTES,
  MONITOR_SLUG,
  type ReportTags,
} from "../../../src/telemetry/report.ts";

interface Received {
  readonly url: string | undefined;
  readonly body: string;
}

const received: Received[] = [];
const server = createServer(async (request, response) => {
  received.push({ url: request.url, body: await bodyOf(request) });
  response.end("{}");
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  received.length = 0;
});

async function report(
  error: unknown,
  tags: ReportTags = {},
  secrets: readonly string[] = [],
  withDsn = true,
) {
  const pending: Promise<unknown>[] = [];
  // Listening on a TCP port, so the address is an object.
  const { port } = server.address() as AddressInfo;
  createReporter({
    dsn: withDsn ? `http://publickey@127.0.0.1:${port}/7` : undefined,
    release: "version-1",
    environment: "local",
    context: { waitUntil: (work) => pending.push(work) },
    secrets,
  })(error, tags);
  await Promise.all(pending);
}

function event() {
  const [, , item] = (received[0]?.body ?? "").split("\n");
  return JSON.parse(item ?? "null");
}

describe("createReporter", () => {
  it("posts an envelope with release, environment and tenant", async ({ expect }) => {
    await report(new Error("storage is gone"), { tenant: "b", route: "/metrics", absent: undefined });
    expect(received).toHaveLength(1);
    expect(received[0]?.url).toMatch(/^\/api\/7\/envelope\/\?sentry_key=publickey&/);
    expect(event()).toMatchObject({
      release: "version-1",
      environment: "local",
      tags: { tenant: "b", route: "/metrics" },
      exception: { values: [{ type: "Error", value: "storage is gone" }] },
    });
  });

  it("sends the chain of causes, innermost first", async ({ expect }) => {
    await report(new Error("outer", { cause: new TypeError("middle", { cause: new Error("inner") }) }));
    const values = event().exception.values.map((one: { value: string }) => one.value);
    expect(values).toEqual(["inner", "middle", "outer"]);
  });

  it("takes what is thrown and no Error", async ({ expect }) => {
    await report("just text");
    expect(event().exception.values[0].value).toBe("just text");
  });

  it("sends no secret, address or query string, in the error, its cause or a tag", async ({ expect }) => {
    const url = "https://hooks.slack.com/services/T0/B0/xyz?token=abc";
    const error = new Error(`POST ${url} failed for s3cr3t-value`, {
      cause: new Error("s3cr3t-value again"),
    });
    await report(error, { tenant: "s3cr3t-value" }, ["s3cr3t-value"]);
    expect(received[0]?.body).not.toMatch(/s3cr3t|services|xyz|token=|abc/);
    expect(event().exception.values.at(-1).value).toBe("POST https://hooks.slack.com/… failed for ***");
  });

  it("sends nothing of a request: no headers, body, cookies or user", async ({ expect }) => {
    await report(new Error("x"));
    expect(event()).not.toHaveProperty("request");
    expect(event()).not.toHaveProperty("user");
    expect(event()).not.toHaveProperty("breadcrumbs");
  });

  it("does nothing without a DSN", async ({ expect }) => {
    await report(new Error("x"), {}, [], false);
    expect(received).toEqual([]);
  });
});

describe("createCheckIn", () => {
  async function checkIn(status: "ok" | "error", withDsn = true) {
    const pending: Promise<unknown>[] = [];
    const { port } = server.address() as AddressInfo; // as above
    const dsn = withDsn ? `http://publickey@127.0.0.1:${port}/7` : undefined;
    const context = { waitUntil: (work: Promise<unknown>) => pending.push(work) };
    createCheckIn({ dsn, release: "version-1", environment: "local", context })(status, 1.5);
    await Promise.all(pending);
  }

  it.for(["ok", "error"] as const)(
    "tells the monitor %s, and what to expect of us",
    async (status, { expect }) => {
      await checkIn(status);
      expect(received).toHaveLength(1);
      expect(event()).toMatchObject({
        monitor_slug: MONITOR_SLUG,
        status,
        duration: 1.5,
        release: "version-1",
        environment: "local",
        monitor_config: {
          schedule: { type: "crontab", value: "* * * * *" },
          checkin_margin: CHECK_IN_MARGIN_MINUTES,
          max_runtime: MAX_RUNTIME_MINUTES,
        },
      });
    },
  );

  it("does nothing without a DSN", async ({ expect }) => {
    await checkIn("ok", false);
    expect(received).toEqual([]);
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
