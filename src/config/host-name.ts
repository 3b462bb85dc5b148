import { text } from "./field.ts";

const HOST_NAME =
  /^(?=.{1,253}\.?$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

/** A name of the DNS; underscores are in use there. */
export const hostName = text.refine((name) => HOST_NAME.test(name), {
  error: (issue) => `expected a host name, got ${JSON.stringify(issue.input)}`,
});
