import type { GlobalConfig, Issue, ReceiverKindConfig, ResolvedIntegration } from "../../config/config.ts";
import { errorAt, parseNode } from "../../config/field.ts";
import { secretNames } from "../../config/secret.ts";
import { isTemplated } from "../template.ts";
import { type Mailbox, parseMailboxes } from "./address.ts";
import { resolveHeaders } from "./headers.ts";
import { type Login, resolveLogin } from "./login.ts";
import { emailOriginal } from "./original.ts";
import { emailSchema, type RawEmail } from "./schema.ts";
import { parseSmarthost, type Smarthost } from "./smarthost.ts";
import { resolveTls, type TlsSettings } from "./tls.ts";
import { unusedIssues } from "./unused.ts";

/** What `renderEmail` and `sendEmail` need of one entry of `email_configs`. */
export interface EmailSettings {
  readonly smarthost: Smarthost;
  /** The name given in EHLO. */
  readonly hello: string;
  readonly login?: Login;
  readonly tls: TlsSettings;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  /** Literal headers of the file, canonical names, one line each. */
  readonly headers: Readonly<Record<string, string>>;
  /** A new thread each day, instead of one for the life of the group. */
  readonly threadByDay: boolean;
}

/** `email_configs`: by SMTP with STARTTLS, or by the `send_email` binding. */
export const emailConfig: ReceiverKindConfig = {
  kind: "email",
  key: "email_configs",
  globals: [
    "smtp_from",
    "smtp_hello",
    "smtp_smarthost",
    "smtp_auth_username",
    "smtp_auth_password",
    "smtp_auth_password_file",
    "smtp_auth_secret",
    "smtp_auth_secret_file",
    "smtp_auth_identity",
    "smtp_require_tls",
    "smtp_tls_config",
    "smtp_force_implicit_tls",
  ],
  original: emailOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(emailSchema, raw, [], "email_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: false, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const issues: Issue[] = [];
  const settings = resolveSettings(node, global, issues);
  const isBroken = issues.some(({ severity }) => severity === "error");
  return {
    settings: isBroken ? undefined : settings,
    sendResolved: node.send_resolved,
    secrets: isBroken ? [] : secretNames([settings?.login?.secret]),
    issues,
  };
}

function resolveSettings(node: RawEmail, global: GlobalConfig, issues: Issue[]): EmailSettings | undefined {
  const smarthost = smarthostOf(node, global, issues);
  const to = mailboxes(node.to, "to", "missing to address in email config", issues);
  const from = mailboxes(node.from || global.smtp_from || "", "from", "no global SMTP from set", issues);
  const { headers, issues: headerIssues } = resolveHeaders(node.headers);
  issues.push(...headerIssues, ...threadingIssues(node), ...unusedIssues(node, smarthost));
  const [sender, ...others] = from;
  if (others.length > 0)
    issues.push(errorAt(["from"], `must be exactly one "from" address, got ${from.length}`));
  if (smarthost === undefined || sender === undefined) return undefined;

  const login = resolveLogin(node, global, smarthost, issues);
  const tls = resolveTls(node, global, smarthost, login !== undefined, issues);
  return {
    smarthost,
    hello: node.hello || global.smtp_hello || DEFAULT_HELLO,
    ...(login === undefined ? {} : { login }),
    tls,
    from: sender,
    to,
    headers,
    threadByDay: node.threading?.enabled === true && node.threading.thread_by_date === "daily",
  };
}

/** Upstream's default of `smtp_hello`. */
const DEFAULT_HELLO = "localhost";

function smarthostOf(node: RawEmail, global: GlobalConfig, issues: Issue[]): Smarthost | undefined {
  const written = node.smarthost || global.smtp_smarthost || "";
  if (written === "") {
    issues.push(errorAt([], "no global SMTP smarthost set"));
    return undefined;
  }
  const parsed = parseSmarthost(written);
  if (parsed.ok) return parsed.value;
  issues.push(errorAt(["smarthost"], parsed.error));
  return undefined;
}

function mailboxes(
  written: string,
  field: "to" | "from",
  whenEmpty: string,
  issues: Issue[],
): readonly Mailbox[] {
  if (written === "") {
    issues.push(errorAt([], whenEmpty));
    return [];
  }
  if (isTemplated(written)) {
    issues.push(errorAt([field], `Cannot use a templated "${field}": ${NO_TEMPLATE}`));
    return [];
  }
  const parsed = parseMailboxes(written);
  if (parsed.ok) return parsed.value;
  issues.push(errorAt([field], parsed.error));
  return [];
}

// An error and no warning: a message in other words still arrives, one to a literal `{{` never does.
const NO_TEMPLATE = "templates are not executed here; write one receiver for each address and route to it";

function threadingIssues({ threading, headers }: RawEmail): readonly Issue[] {
  if (threading?.enabled !== true) return [];
  const names = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  const conflicts = ["References", "In-Reply-To"].flatMap((name) => {
    const written = names.get(name.toLowerCase());
    const message = `conflicting configuration: threading.enabled conflicts with custom ${name} header`;
    return written === undefined ? [] : [errorAt(["headers", written], message)];
  });
  if (["none", "daily"].includes(threading.thread_by_date)) return conflicts;
  return [...conflicts, errorAt(["threading"], "threading.thread_by_date must be either 'none' or 'daily'")];
}
