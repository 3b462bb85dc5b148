import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { answerOf } from "../../../src/cli/deliveries-ask.ts";
import { deliveryLine } from "../../../src/cli/deliveries-line.ts";
import { DEFAULT_LISTED, MAX_LISTED, parseDeliveries } from "../../../src/cli/deliveries-options.ts";
import type { Delivery } from "../../../src/router/delivery.ts";
import { DELIVERY } from "../api/harness.ts";
import { type Answer, json, plain, startProvider } from "../receiver/server.ts";
import { pairFiles } from "./pair-files.ts";
import { run } from "./run.ts";
import { scratch } from "./scratch.ts";

const TOKEN = "t".repeat(43);
const last = {
  at: "2026-11-22T10:00:05.123Z",
  attempt: 3,
  outcome: "failed",
  failure: "client_error",
  status: "404",
  latencyMs: 80,
  answer: "Unknown Webhook",
} as const;
const FAILED: Delivery = { ...DELIVERY, id: "8", state: "failed", attempts: [last] };

const page = (...deliveries: readonly Delivery[]) => json(200, { deliveries });

/** An edge on a free port, and the command against it. */
async function edge(answer: Answer) {
  const { url, received } = await startProvider(answer);
  const asked = () => received.map(({ method, path, headers }) => [method, path, headers["authorization"]]);
  const file = join(await scratch(), "operator.token");
  await writeFile(file, `${TOKEN}\n`);
  const list = (...args: string[]) => farwatch("--url", url, "--token-file", file, ...args);
  return { asked, list };
}

const farwatch = (...args: string[]) => run("deliveries", ...args);

describe("farwatch deliveries", () => {
  it("prints one line for each, newest first, asking with the token", async ({ expect }) => {
    const { asked, list } = await edge(page(FAILED, DELIVERY));
    const { code, stdout, stderr } = await list();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        '     8  2026-11-22 10:00:05Z  chat/slack/0  failed     first notification (attempt 3)  404 client_error Unknown Webhook  {}:{alertname="DiskFull"}',
        '     7  2026-11-22 10:00:00Z  chat/slack/0  waiting    first notification  -  {}:{alertname="DiskFull"}',
        "",
      ].join("\n"),
    );
    expect(asked()).toEqual([
      ["GET", `/api/farwatch/v1/deliveries?limit=${DEFAULT_LISTED}`, `Bearer ${TOKEN}`],
    ]);
  });

  it("prints one object a line with --json", async ({ expect }) => {
    const { list } = await edge(page(FAILED, DELIVERY));
    const { stdout } = await list("--json");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([FAILED, DELIVERY]);
  });

  it("asks for what it is told to", async ({ expect }) => {
    const { asked, list } = await edge(page());
    const { stderr, code } = await list("--failed", "--receiver", "chat & more", "--limit", "7");
    expect(asked()[0]?.[1]).toBe(
      "/api/farwatch/v1/deliveries?limit=7&receiver=chat+%26+more&state=failed&state=retrying",
    );
    expect([code, stderr]).toEqual([0, "There are no such deliveries.\n"]);
  });

  const status = (code: number, text: string) => plain(code, text, { "Content-Type": "text/plain" });
  const refusals = [
    {
      name: "403",
      answer: status(403, "forbidden\n"),
      says: /answered 403: this token or certificate has not the role/,
    },
    { name: "401", answer: status(401, ""), says: /answered 401: this token/ },
    { name: "404", answer: status(404, "404 page not found\n"), says: /answered 404: 404 page not found\n$/ },
    {
      name: "503",
      answer: status(503, "Farwatch failed to do this; try again.\n"),
      says: /answered 503: Farwatch failed/,
    },
    {
      name: "a page of something else",
      answer: status(200, "<html>\nhello"),
      says: /answered 200: <html>\n$/,
    },
  ];
  it.for(refusals)("says in one line that it was answered $name", async ({ answer, says }, { expect }) => {
    const { list } = await edge(answer);
    const { code, stdout, stderr } = await list();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("says in one line that nothing listens there", async ({ expect }) => {
    const { list } = await edge(page());
    const { stderr } = await list("--url", "http://127.0.0.1:1");
    expect(stderr).toBe("Cannot reach http://127.0.0.1:1: nothing listens there; npm start runs the edge\n");
  });

  it("prints its usage", async ({ expect }) => {
    expect((await farwatch("--help")).stdout).toMatch(/^usage: farwatch deliveries/);
  });
});

describe("answerOf", () => {
  const failed = (code: string, message: string) => ({ kind: "failure", code, message }) as const;
  it.for([
    ["SELF_SIGNED_CERT_IN_CHAIN", "https:", "words; give its authority by --ca"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "https:", "words; give its authority by --ca"],
    ["EPROTO", "https:", "it does not speak TLS; is it an http port?"],
    ["ECONNRESET", "http:", "words; is it an https port?"],
    ["ECONNRESET", "https:", "words"],
    ["ECONNREFUSED", "http:", "nothing listens there; npm start runs the edge"],
  ] as const)("says of %s over %s: %s", ([code, protocol, want], { expect }) => {
    const url = new URL(`${protocol}//edge.example:81`);
    expect(() => answerOf(url, failed(code, "words"))).toThrow(`Cannot reach ${url.origin}: ${want}`);
  });
});

describe("parseDeliveries", () => {
  const bad = [
    { args: ["--limit", "0"], says: 'Cannot use --limit "0": it is a whole number from 1 to 500' },
    { args: ["--limit", String(MAX_LISTED + 1)], says: 'Cannot use --limit "501"' },
    {
      args: ["--url", "localhost:8080"],
      says: 'Cannot use --url "localhost:8080": it is no http or https URL',
    },
    {
      args: ["--url", "https://localhost/alerts"],
      says: 'Cannot use --url "https://localhost/alerts": it is more than scheme, host and port',
    },
    { args: ["--limit", ""], says: 'Cannot use --limit "": it is empty' },
    { args: ["--cert", "a"], says: "Cannot use --cert without --key" },
    {
      args: ["--cert", "a", "--key", "b", "--token-file", "c"],
      says: "Cannot use --cert and --key beside --token-file",
    },
    { args: ["--token-file", "/nonexistent"], says: "Cannot read /nonexistent: there is no such file" },
    { args: ["today"], says: 'Cannot use the argument "today"' },
  ];
  it.for(bad)("refuses $args", async ({ args, says }, { expect }) => {
    await expect(parseDeliveries(args)).rejects.toThrow(says);
  });

  it("reads certificate and key in place of the token", async ({ expect }) => {
    const { texts, at } = await pairFiles();
    const options = await parseDeliveries(["--cert", at("crt"), "--key", at("key"), "--ca", at("ca")]);
    expect(options).toMatchObject({
      credentials: { pair: { cert: texts.crt, key: texts.key } },
      ca: texts.ca,
    });
  });

  it("names the file that TLS could not use", async ({ expect }) => {
    const { at } = await pairFiles();
    const [crt, key, ca] = [at("crt"), at("key"), at("ca")];
    const [empty, words] = [join(await scratch(), "empty"), join(await scratch(), "words")];
    await writeFile(empty, "");
    await writeFile(words, "two\nwords\n");
    const refused = async (...args: string[]) => parseDeliveries(args).catch((error: Error) => error.message);
    const shown = "farwatch deliveries: Cannot show a certificate: --";
    expect(await refused("--cert", empty, "--key", key)).toBe(
      `${shown}cert "${empty}" is not a certificate in PEM`,
    );
    expect(await refused("--cert", crt, "--key", empty)).toContain(`--key "${empty}" is not a private key`);
    expect(await refused("--cert", ca, "--key", key)).toBe(
      `${shown}key "${key}" is not the key of --cert "${ca}"`,
    );
    const untrusted = `farwatch deliveries: Cannot trust ${key}: it holds no certificate in PEM`;
    expect(await refused("--cert", crt, "--key", key, "--ca", key)).toBe(untrusted);
    for (const file of [empty, words]) {
      const want = `farwatch deliveries: Cannot use the token in ${file}: expected one word of ASCII`;
      expect(await refused("--token-file", file)).toBe(want);
    }
  });
});

it("deliveryLine lets nothing of an answer command the terminal", ({ expect }) => {
  const evil = { ...FAILED, attempts: [{ ...last, answer: "\u001b[2J\u009b1m\u202eevil\nnext\u2028line" }] };
  const line = deliveryLine(evil, 12);
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
  expect(line).toContain(" [2J 1m evil next line");
});
