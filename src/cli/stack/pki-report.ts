import type { PkiOutcome } from "./pki.ts";
import type { EdgeFault } from "./pki-edge.ts";
import { MISSING } from "./pki-fault.ts";
import type { Step } from "./pki-plan.ts";

/** One line for each thing that was done, and one for all that a folder lacked; none when nothing was done. */
export function toldDone(outcome: PkiOutcome, hasPassphrase: boolean): readonly string[] {
  const authority = outcome.madeAuthority ? ["Made pki/ca/ca.crt, the authority"] : [];
  const [fresh, others] = [outcome.done.filter(isFresh), outcome.done.filter((step) => !isFresh(step))];
  const folders = Map.groupBy(fresh, ({ path }) => path.slice(0, path.lastIndexOf("/")));
  const made = [...folders].map(([folder, steps]) => {
    const files = steps.map(({ path }) => path.slice(folder.length + 1));
    return `Made pki/${folder}: ${files.join(", ")}`;
  });
  return [...authority, ...made, ...others.map((step) => told(step, hasPassphrase))];
}

function isFresh({ kind, reason }: Step): boolean {
  return reason === MISSING && (kind === "pair" || kind === "authority-copy");
}

function told(step: Step, hasPassphrase: boolean): string {
  const path = `pki/${step.path}`;
  switch (step.kind) {
    case "retire":
      return `Revoked ${path} and moved it to pki/retired: it ${step.reason}`;
    case "owner":
      return `Set owner and mode of ${path}: it ${step.reason}`;
    case "request":
      return `${made(step)}; have it signed, and put the certificate beside it as edge.crt`;
    case "operator":
      return `${made(step)}; ${handOver(step.operator.name, hasPassphrase)}`;
    case "pair":
    case "authority-copy":
      return made(step);
  }
}

function made({ path, reason }: Step): string {
  return reason === MISSING ? `Made pki/${path}` : `Renewed pki/${path}: the old one ${reason}`;
}

/** Some systems refuse a .p12 without a passphrase, and whoever finds the file must not be an operator. */
function handOver(name: string, hasPassphrase: boolean): string {
  const p12 = `pki/operators/${name}.p12`;
  return hasPassphrase
    ? `${p12} is for the browser, under your passphrase`
    : `${p12} is for the browser, its random passphrase is in ${p12}.txt: send them by two ways, then remove both`;
}

/** Which of these hosts must get an archive again, for certificates of theirs were made; undefined when none. */
export function toldBundles({ done }: PkiOutcome, hosts: readonly string[]): string | undefined {
  const changed = hosts.filter((host) => done.some(({ path }) => path.startsWith(`${host}/`)));
  if (changed.length === 0) return undefined;
  const commands = changed.map((host) => `farwatch stack bundle ${host}`);
  return `Install anew on ${changed.join(", ")}: ${commands.join(", ")}`;
}

/** What is still to be done, by somebody else than us. */
export function toldAdvice({ owners, edge }: PkiOutcome, dir: string): readonly string[] {
  const byUid = Map.groupBy(owners, ({ uid }) => uid);
  const commands = [...byUid].map(
    ([uid, steps]) => `chown ${uid} ${steps.map(({ path }) => `${dir}/${path}`).join(" ")}`,
  );
  const chown = commands.length === 0 ? [] : [notRoot(commands)];
  // One that is missing was said with its request; later it is `stack check` that reminds of it.
  const misfits = edge.filter(({ isThere }) => isThere);
  return [...chown, ...misfits.map(toldFault)];
}

/** One sentence, and after its "; " what to do. */
export function toldFault({ path, reason, todo }: EdgeFault): string {
  return `pki/${path} ${reason}; ${todo}`;
}

function notRoot(commands: readonly string[]): string {
  return `Not run as root: containers cannot read their keys until root runs: ${commands.join(" && ")}`;
}
