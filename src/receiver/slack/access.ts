import type { GlobalConfig, Issue, SecretRef } from "../../config/config.ts";
import { errorAt } from "../../config/field.ts";
import type { HttpSettings } from "../../config/http.ts";
import { chooseSecret } from "../../config/secret.ts";
import type { RawSlack } from "./schema.ts";
import type { SlackAccess } from "./settings.ts";

/** Upstream's default of `slack_app_url`. */
export const POST_MESSAGE_URL = "https://slack.com/api/chat.postMessage";

interface Chosen {
  readonly access: SlackAccess | undefined;
  readonly issues: readonly Issue[];
}

/** How Slack is reached: the entry's own fields, else the global ones; what excludes what is upstream's rule. */
export function chooseAccess(node: RawSlack, global: GlobalConfig, http: HttpSettings): Chosen {
  const url = chooseSecret(node, "api_url");
  const token = chooseSecret(node, "app_token");
  const issues = [...url.issues, ...token.issues];
  if (issues.some(({ severity }) => severity === "error")) return { access: undefined, issues };
  if (url.ref !== undefined && token.ref !== undefined) return refused(BOTH, ["app_token"]);

  const effective = withGlobals({ url: url.ref, token: token.ref }, global, http);
  if (effective.token !== undefined) {
    const chosen = bot(node, effective.token, global, http);
    return { ...chosen, issues: [...issues, ...chosen.issues] };
  }
  if (effective.url === undefined) return refused(NEITHER, []);
  const update = updateIssues(node, effective.url);
  return { access: { kind: "url", url: effective.url }, issues: [...issues, ...update] };
}

const BOTH = "at most one of api_url/api_url_file & app_token/app_token_file must be configured";
const NEITHER = "no Slack API URL nor App token set either inline or in a file";
const TWO_TOKENS = "http authorization can't be set when using Slack App tokens";
const NO_UPDATES =
  "update_message can only be used with bot tokens: a webhook cannot edit its messages; give app_token, or the " +
  `api_url ${POST_MESSAGE_URL} with an authorization`;

interface Refs {
  readonly url: SecretRef | undefined;
  readonly token: SecretRef | undefined;
}

function withGlobals({ url, token }: Refs, global: GlobalConfig, http: HttpSettings): Refs {
  const globals = { ...global };
  // A webhook or an authorization of its own keeps the global token out.
  const takesToken = token === undefined && url === undefined && http.authorization === undefined;
  return {
    token: takesToken ? chooseSecret(globals, "slack_app_token").ref : token,
    url: url ?? chooseSecret(globals, "slack_api_url").ref,
  };
}

function bot(node: RawSlack, token: SecretRef, global: GlobalConfig, http: HttpSettings): Chosen {
  if (http.authorization !== undefined) return refused(TWO_TOKENS, ["http_config", "authorization"]);
  const url = node.app_url ?? global.slack_app_url ?? POST_MESSAGE_URL;
  return { access: { kind: "app", url, token }, issues: [] };
}

function updateIssues(node: RawSlack, url: SecretRef): readonly Issue[] {
  // What a secret holds is known only when it is sent.
  const mayEdit = "env" in url || url.value.endsWith("/chat.postMessage");
  return node.update_message === true && !mayEdit ? [errorAt(["update_message"], NO_UPDATES)] : [];
}

function refused(message: string, path: readonly string[]): Chosen {
  return { access: undefined, issues: [errorAt(path, message)] };
}
