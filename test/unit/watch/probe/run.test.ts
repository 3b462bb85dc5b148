import { describe, it } from "vitest";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { httpModule } from "./modules.ts";
import { probe, testWorld } from "./world.ts";

const config = probe(httpModule(), "https://a.example/x?token=t");

describe("runProbe", () => {
  it("says when it started and how long it took, by the world's clock", async ({ expect }) => {
    let now = 1_000;
    const fetch = async () => {
      now = 1_250;
      return new Response("");
    };
    const result = await runProbe(config, "apac", testWorld({ fetch, now: () => now }));
    expect(result).toEqual({
      probe: "test",
      region: "apac",
      state: "up",
      reason: "",
      startedAt: 1_000,
      durationMs: 250,
      httpStatusCode: 200,
    });
  });

  it("tells each step, and the outcome last", async ({ expect }) => {
    const world = testWorld({ fetch: async () => new Response("", { status: 503 }), now: () => 0 });
    await runProbe(config, "weur", world);
    expect(world.steps).toEqual(["GET https://a.example/x", "down: Status 503, expected 200 to 299"]);
  });

  it("a timeout is down, and names the step in which it hung", async ({ expect }) => {
    const world = testWorld({ fetch: () => new Promise(() => {}), signal: AbortSignal.timeout(20) });
    const result = await runProbe({ ...config, timeoutMs: 2_500 }, "weur", world);
    expect(result).toMatchObject({ state: "down", reason: "No answer within 2.5s: GET https://a.example/x" });
  });

  it("a probe that starts aborted does nothing", async ({ expect }) => {
    const world = testWorld({ signal: AbortSignal.abort() });
    expect((await runProbe(config, "weur", world)).state).toBe("down");
    expect(
      (await runProbe(probe({ prober: "tcp", name: "t", queryResponse: [] }, "127.0.0.1:1"), "weur", world))
        .state,
    ).toBe("down");
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(world.open()).toBe(0);
  });

  it("what nobody foresaw is unknown, never thrown", async ({ expect }) => {
    const world = testWorld({
      secret: () => {
        throw new Error("no secrets today");
      },
    });
    const module = httpModule({ headers: [{ name: "x", value: { env: "X" } }] });
    const result = await runProbe(probe(module, "https://a.example/"), "weur", world);
    expect(result).toMatchObject({
      state: "unknown",
      reason: "Cannot run the probe: no secrets today (start)",
    });
  });

  it("takes a world whose methods need their object", async ({ expect }) => {
    class World {
      readonly #answer = new Response("");
      readonly allowPrivate = true;
      readonly signal = AbortSignal.timeout(1_000);
      fetch = async () => this.#answer;
      fetchWithCertificate = () => undefined;
      connect = () => {
        throw new Error("not asked");
      };
      resolve = async () => undefined;
      secret = () => undefined;
      now() {
        return this.#answer.status;
      }
      step() {
        return this.#answer.status;
      }
    }
    expect(await runProbe(config, "weur", new World())).toMatchObject({ state: "up", startedAt: 200 });
  });
});
