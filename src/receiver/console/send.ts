import type { SendOutcome, World } from "../receiver.ts";

/** Prints the message; this is the channel that cannot fail. */
export async function sendConsole(
  message: string,
  _settings: unknown,
  _previous: unknown,
  world: Pick<World, "print">,
): Promise<SendOutcome> {
  world.print(message);
  return { ok: true, status: "-", answer: "printed" };
}
