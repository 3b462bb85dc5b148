import { startEdgeProcess } from "../test/e2e/harness/edge.ts";
import { Scene } from "../test/e2e/harness/scene.ts";

/** Seconds from the start of `farwatch start` to its first 200, with certificates and state of an earlier start. */
export async function measureStart(times: number): Promise<number[]> {
  const scene = new Scene();
  try {
    const options = { routing: QUIET, state: "start" };
    await (await startEdgeProcess(scene, options)).stop();
    const found: number[] = [];
    for (let count = 0; count < times; count++) {
      const from = performance.now();
      const edge = await startEdgeProcess(scene, options);
      const caller = await scene.add(edge.as("operator"));
      const { status } = await caller.get("/-/healthy");
      if (status !== 200) throw new Error(`Cannot measure a start: /-/healthy answers ${status}`);
      found.push((performance.now() - from) / 1000);
      await edge.stop();
    }
    return found;
  } finally {
    await scene.end();
  }
}

const QUIET = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
