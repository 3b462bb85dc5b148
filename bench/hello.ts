import { createRequire } from "node:module";
import { startChild } from "../test/e2e/harness/child.ts";
import { freePort } from "../test/e2e/harness/free-port.ts";
import type { Scene } from "../test/e2e/harness/scene.ts";
import { until } from "../test/e2e/harness/until.ts";
import type { Target } from "./load.ts";

const config = (port: number) => `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "main", address = "127.0.0.1:${port}", service = "main", http = ())],
);

const main :Workerd.Worker = (
  modules = [(name = "hello.js", esModule = "export default { fetch() { return new Response('hello'); } };")],
  compatibilityDate = "2026-11-01",
);
`;

/** The least that workerd can do: it answers GET by "hello", in plain HTTP, without an object behind it. */
export async function startHello(scene: Scene): Promise<Target> {
  const port = await freePort();
  const file = await scene.file(`hello-${port}.capnp`, config(port));
  const child = await startChild(workerdPath(), ["serve", file, "config"]);
  scene.add(child);
  const url = `http://127.0.0.1:${port}`;
  await until("the hello worker to answer", async () => (await fetch(url).catch(() => undefined))?.ok);
  return { url, path: "/", method: "GET" };
}

function workerdPath(): string {
  // The package exports the path of its program.
  return (createRequire(import.meta.url)("workerd") as { default: string }).default;
}
