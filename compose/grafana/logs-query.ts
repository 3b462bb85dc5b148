import { label, toBoard, toLogs } from "./link.ts";

/** The level is no label of the stream, and is asked for behind its selector. Between backticks nothing needs escaping. */
export const CHOSEN = '{host=~"$host", service_name=~"$service"} | detected_level=~"$level" |~ `(?i)$search`';
export const BAD =
  '{host=~"$host", service_name=~"$service"} | detected_level=~`fatal|critical|error` |~ `(?i)$search`';

export const links = [
  toLogs("Its lines", `{host=\`${label("host")}\`, service_name=\`${label("service_name")}\`}`),
  toBoard("Its machine", "infrastructure", { host: label("host") }),
  toBoard("Its requests", "services", { service: label("service_name") }),
];
