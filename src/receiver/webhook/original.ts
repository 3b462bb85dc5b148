import { MASK } from "../../config/masked-secret.ts";
import {
  anyOf,
  type Fields,
  flag,
  isGiven,
  textOf,
  textOrEmpty,
  whole,
} from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalKind } from "../../config/original/kind.ts";
import type { Node } from "../../config/original/node.ts";
import { goDuration } from "../original-duration.ts";

const fields: Fields = {
  send_resolved: flag(true),
  http_config: httpConfig,
  url: maskedUrl,
  url_file: textOrEmpty,
  max_alerts: whole,
  timeout: goDuration,
  payload: (node) => (isGiven(node) ? anyOf(node) : undefined),
};

export const webhookOriginal: OriginalKind = {
  fields,
  inherits: { http_config: "http_config" },
  newer: ["url_file", "timeout"],
};

/** With its origin: to amtool 0.25 this URL is no secret, and `<secret>` alone no URL. */
function maskedUrl(node: Node | undefined): string | undefined {
  const written = textOf(node);
  if (written === "") return undefined;
  return URL.canParse(written) ? `${new URL(written).origin}/${MASK}` : MASK;
}
