import type { EngineName } from "../../src/engine/engine.ts";
import { identifyEngine } from "../../src/engine/load-engine.ts";
import { localDispatcher } from "../../src/run/local/local-dispatcher.ts";
import { questionLayers, questionSpec } from "../reference/question-network.ts";

const RUN_COUNT = 8;
const STEPS_PER_EPOCH = 600;
const EPOCH_COUNT = 5;

/**
 * Runs a second of the local dispatcher: 8 runs of 3000 steps of the question's network, begun
 * together, in a host whose threads have each trained a run before.
 */
export async function runsPerSecond(engine: EngineName, threads: number): Promise<number> {
  const layers = questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]);
  const { numerics } = identifyEngine(engine);
  const specOf = (seed: number) => ({
    ...questionSpec(layers, seed, { take: 32 * STEPS_PER_EPOCH, epochs: EPOCH_COUNT }),
    engine: numerics,
  });
  const dispatcher = localDispatcher();
  const trainAll = async (count: number) => {
    const seeds = Array.from({ length: count }, (_, index) => index);
    const ends = await Promise.all(seeds.map((seed) => dispatcher.train(specOf(seed), () => {})));
    const failed = ends.find(({ kind }) => kind !== "ended");
    if (failed) throw new Error(`two threads: runs must end, got ${JSON.stringify(failed)}`);
  };
  try {
    await dispatcher.open({ data: specOf(1).data, files: {}, engine, threads });
    await trainAll(threads);
    const startedAt = performance.now();
    await trainAll(RUN_COUNT);
    return (1000 * RUN_COUNT) / (performance.now() - startedAt);
  } finally {
    dispatcher.close();
  }
}
