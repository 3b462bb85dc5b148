// node main.ts: the sample service, on PORT (8080) of ADDRESS (127.0.0.1), with its database in DATABASE (in memory).
import { callsOf } from "./calls.ts";
import { log } from "./log.ts";
import { serverOf } from "./server.ts";
import { Shop } from "./shop.ts";
import { Store } from "./store.ts";
import { startTelemetry } from "./telemetry.ts";

const { PORT = "8080", ADDRESS = "127.0.0.1", DATABASE = ":memory:" } = process.env;

const telemetry = startTelemetry();
const store = new Store(DATABASE, telemetry.exemplars);
const server = serverOf(callsOf(new Shop(store)), telemetry.exemplars);

server.listen(Number(PORT), ADDRESS, () => log("info", `Listening on http://${ADDRESS}:${PORT}`));

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());

/** Answers what it has begun, and sends what it has measured. */
async function stop(): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  log("info", "Stopped");
  store.close();
  await telemetry.stop();
  process.exit(0);
}
