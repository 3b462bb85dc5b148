import fc from "fast-check";
import type { Notification, NotifiedAlert } from "../../../src/receiver/receiver.ts";
import { alert, HOSTILE, notification } from "./samples.ts";

const markup = fc.constantFrom(
  HOSTILE,
  "<!channel>",
  "<!here|x>",
  "<@U1>",
  "<#C1>",
  "<http://e|x>",
  "@everyone",
  "@here",
  "`",
  "```",
  "*",
  "_",
  "~~",
  "||",
  "](http://evil.example)",
  "[a](http://e)",
  "\\",
  "\n# ",
  "\n> ",
  "\n- ",
  "&lt;",
  "🔥",
  "\ud800",
  "\u202e",
  "https://a.example/x_y_z",
  "<t:1:R>",
);
const text = fc
  .array(fc.oneof(markup, fc.string({ unit: "binary", maxLength: 12 }), fc.constant("x".repeat(700))), {
    maxLength: 6,
  })
  .map((parts) => parts.join(""));
const name = fc.constantFrom("alertname", "severity", "instance", "job", "path", "zone");
const labels = fc.dictionary(name, text, { maxKeys: 6 });
const time = fc.oneof(text, fc.constantFrom("2026-11-22T02:04:05Z", "0001-01-01T00:00:00Z"));
const link = fc.oneof(
  text,
  fc
    .tuple(fc.constantFrom("q", "&", "(", "|"), fc.constantFrom(1, 700, 1_970), text)
    .map(([sign, count, query]) => `https://p.example/?${sign.repeat(count)}${query}`),
);
const annotations = fc.record(
  { summary: text, description: text, runbook_url: link, runbook: link },
  { requiredKeys: [] },
);

const anyAlert: fc.Arbitrary<NotifiedAlert> = fc
  .record({
    status: fc.constantFrom("firing" as const, "resolved" as const, "unknown" as const),
    labels,
    annotations,
    startsAt: time,
    endsAt: time,
    generatorURL: link,
    late: fc.boolean(),
  })
  .map((parts) => alert(parts));

/** Any group, with texts that look for a way out. */
export const anyNotification: fc.Arbitrary<Notification> = fc
  .array(anyAlert, { maxLength: 30 })
  .map((alerts) => notification(alerts));
