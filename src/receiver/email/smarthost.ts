import { err, ok, type Result } from "../../alert/result.ts";

/** Where mail is handed over. */
export interface Smarthost {
  readonly host: string;
  readonly port: number;
}

/**
 * Cloudflare's own submission host. It speaks nothing but implicit TLS on 465, which is out of reach here, while
 * a Worker reaches the same service by its `send_email` binding: so this name chooses the binding, and the same
 * file still works for Alertmanager, which logs in there by SMTP
 * (https://developers.cloudflare.com/email-service/api/send-emails/smtp/).
 */
export const BINDING_HOST = "smtp.mx.cloudflare.net";

/** The port of implicit TLS (RFC 8314). */
export const IMPLICIT_TLS_PORT = 465;

/** Cloudflare lets no Worker connect to it (https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/). */
export const BLOCKED_PORT = 25;

/** Parses `host:port` as Go's net.SplitHostPort does, with a number for the port; an IPv6 host stands in brackets. */
export function parseSmarthost(text: string): Result<Smarthost, string> {
  const parts = /^(?:\[([^[\]]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text);
  if (parts === null) return err(`Cannot parse smarthost ${JSON.stringify(text)}: expected host:port`);
  const [, bracketed, plain, digits] = parts;
  const port = Number(digits);
  if (port < 1 || port > 65_535) return err(`Cannot use port ${port} of smarthost ${JSON.stringify(text)}`);
  return ok({ host: (bracketed ?? plain ?? "").toLowerCase(), port });
}

/** Whether mail for this host goes through the `send_email` binding. */
export function usesBinding({ host }: Smarthost): boolean {
  return host.replace(/\.$/, "") === BINDING_HOST;
}

/** Whether a password in the clear would never leave the machine. */
export function isLoopback({ host }: Smarthost): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}
