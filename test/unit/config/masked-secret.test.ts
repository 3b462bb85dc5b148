import { expect, test } from "vitest";
import { unmaskSecrets } from "../../../src/config/masked-secret.ts";

test.each([
  ["a URL", { webhook_url: "<secret>" }, { webhook_url_file: "k_webhook_url" }],
  [
    "a webhook's URL with its host",
    { url: "https://a.example:8080/<secret>", url_file: "" },
    { url_file: "k_url" },
  ],
  [
    "a URL with the mask further down",
    { url: "https://a.example/b/<secret>" },
    { url: "https://a.example/b/<secret>" },
  ],
  ["a token", { app_token: "<secret>" }, { app_token_file: "k_app_token" }],
  ["a password", { auth_password: "<secret>" }, { auth_password_file: "k_auth_password" }],
  ["another value", { webhook_url: "https://a.example" }, { webhook_url: "https://a.example" }],
  ["a field that holds no secret", { title: "<secret>" }, { title: "<secret>" }],
  ["a link", { icon_url: "<secret>" }, { icon_url: "<secret>" }],
  [
    "a field with an empty _file behind it",
    { url: "<secret>", url_file: "", max_alerts: 0 },
    { url_file: "k_url", max_alerts: 0 },
  ],
  [
    "a field with its _file beside it",
    { url: "<secret>", url_file: "x" },
    { url: "<secret>", url_file: "x" },
  ],
])("%s", (_, raw, expected) => {
  expect(unmaskSecrets("k_", raw)).toEqual(expected);
});
