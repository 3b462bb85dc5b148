import type { AlertQuery } from "../../../src/router/listing-filter.ts";

/** What asks for every alert. */
export const EVERYTHING: AlertQuery = {
  filters: [],
  receiver: "",
  receiverMatchers: [],
  active: true,
  silenced: true,
  inhibited: true,
  muted: true,
};
