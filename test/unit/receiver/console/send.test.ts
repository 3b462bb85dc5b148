import { expect, it } from "vitest";
import { renderConsole } from "../../../../src/receiver/console/render.ts";
import { sendConsole } from "../../../../src/receiver/console/send.ts";
import { alert, context, notification } from "../samples.ts";

it("the console prints the message under the receiver that would have had it", async () => {
  const printed: string[] = [];
  const message = renderConsole(notification([alert()], { receiver: "pager" }), {}, context);
  const outcome = await sendConsole(message, {}, undefined, { print: (text) => printed.push(text) });
  expect(outcome).toEqual({ ok: true, status: "-", answer: "printed" });
  expect(printed).toEqual([message]);
  expect(message).toMatch(/^--- to pager ---\n\[FIRING:1\] critical HighLatency: p99 latency is high\n/);
});

it("no label can steer the terminal", () => {
  const message = renderConsole(
    notification([alert({ labels: { alertname: "\u001b[2Jx\r\u0007" } })]),
    {},
    context,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
  expect(message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
