import { describe, it } from "vitest";
import { filesIn } from "./source.ts";
import { isShell, worldlyReaches } from "./world.ts";

it("only shells touch the world", async ({ expect }) => {
  const found = await Promise.all(filesIn("src", ".ts").map(worldlyReaches));
  expect(found.flat()).toEqual([]);
});

describe("worldlyReaches", () => {
  const cases = [
    ["a clock", "export const at = Date.now();"],
    ["a clock taken as a function", "export const clock = Date.now;"],
    ["a date of now", "export const at = new Date();"],
    ["a date of now without brackets", "export const at = new Date;"],
    ["a stopwatch", "export const at = performance.now();"],
    ["chance", "export const id = Math.random();"],
    ["an id by chance", "export const id = crypto.randomUUID();"],
    ["a timer", "setTimeout(() => {}, 0);"],
    ["the network", 'export const answer = fetch("https://example.org");'],
    ["the environment", "export const path = process.env.PATH;"],
    ["the terminal", 'console.log("hello");'],
    ["the world by its name", "export const clock = globalThis.Date;"],
    ["a module of Node", 'import { connect } from "node:net";\nconnect(1);'],
    ["a module of the platform", 'import { env } from "cloudflare:workers";\nexport { env };'],
    ["even the type of a request", 'import type { Context } from "hono";'],
    ["a part of a package", 'import { createMiddleware } from "hono/factory";'],
    ["an import over several lines", 'import {\n  createTransport,\n} from "nodemailer";'],
    ["an import at run time", 'export const load = () => import("undici");'],
  ] as const;

  it.for(cases)("finds %s", async ([, text], { expect }) => {
    expect(await worldlyReaches({ path: "notify/decide.ts", text })).toHaveLength(1);
  });

  const innocent = [
    ["a comment", "// Date.now() would be wrong here.\n/* fetch(url) */"],
    ["a date of an argument", "export const day = (now: number) => new Date(now).getUTCDay();"],
    ["a type", "export interface World { fetch(url: string): Promise<Response> }"],
    ["a function that was handed in", "export const send = (world: World) => world.fetch(url);"],
    ["a word that ends alike", "export const prefetch = () => prefetch();"],
  ] as const;

  it.for(innocent)("lets %s pass", async ([, text], { expect }) => {
    expect(await worldlyReaches({ path: "notify/decide.ts", text })).toEqual([]);
  });

  it("lets a shell do what it is for", async ({ expect }) => {
    expect(await worldlyReaches({ path: "cli/start.ts", text: "process.exit(Date.now());" })).toEqual([]);
  });
});

describe("isShell", () => {
  const cases = [
    ["router/alert-router.do.ts", true],
    ["receiver/slack/send.ts", true],
    ["watch/probe/http.ts", true],
    ["index.ts", true],
    ["router/intake.ts", false],
    ["receiver/slack/render.ts", false],
    ["receiver/send.ts", false],
    ["watch/heartbeat.ts", false],
    ["runbook/runbook.ts", false],
    ["alert/index.ts", false],
  ] as const;

  it.for(cases)("%s: %s", ([path, want], { expect }) => {
    expect(isShell(path)).toBe(want);
  });
});
