import { describe, it } from "vitest";
import {
  judgeAsksPeople,
  judgeMachineRoutes,
  judgeRunbooks,
} from "../../../../src/cli/doctor/judge-people.ts";
import { answer, blocked, cloudflare, failed, forbidden, noPage } from "./replies.ts";

it("a people's host asks for no client certificate", ({ expect }) => {
  const states = [false, true, undefined].map((asks) => judgeAsksPeople(asks).state);
  expect(states).toEqual(["ok", "wrong", "unknown"]);
});

describe("judgeRunbooks", () => {
  const cases = [
    { reply: cloudflare(200, "a list"), state: "ok", says: /served/ },
    { reply: cloudflare(403, blocked), state: "wrong", says: /Cloudflare denies/ },
    { reply: cloudflare(403, forbidden), state: "unknown", says: /guarded/ },
    { reply: cloudflare(526), state: "wrong", says: /526/ },
    {
      reply: cloudflare(302, "", { location: "https://team.cloudflareaccess.com/cdn-cgi/access/login" }),
      state: "unknown",
      says: /Access/,
    },
    { reply: answer(404, noPage), state: "wrong", says: /404: 404 page not found/ },
    { reply: failed("ECONNREFUSED", "refused"), state: "wrong", says: /refused/ },
  ];

  it.for(cases)("$reply.status $reply.body is $state", ({ reply, state, says }, { expect }) => {
    expect(judgeRunbooks(reply)).toMatchObject({ state, says: expect.stringMatching(says) });
  });
});

describe("judgeMachineRoutes", () => {
  const cases = [
    { reply: cloudflare(403, forbidden), token: false, state: "ok" },
    { reply: cloudflare(403, forbidden), token: true, state: "wrong" },
    { reply: cloudflare(404, noPage), token: true, state: "ok" },
    { reply: cloudflare(200, "# TYPE"), token: true, state: "wrong" },
    { reply: answer(200, "# TYPE"), token: true, state: "ok" },
    { reply: answer(200, "# TYPE"), token: false, state: "wrong" },
    { reply: cloudflare(530), token: false, state: "wrong" },
    { reply: answer(503), token: true, state: "unknown" },
    { reply: failed("TIMEOUT"), token: true, state: "unknown" },
  ];

  it.for(cases)("$reply.status with a token: $token, is $state", ({ reply, token, state }, { expect }) => {
    expect(judgeMachineRoutes(reply, token).state).toBe(state);
  });
});
