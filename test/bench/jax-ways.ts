import type { Duels } from "./duels.ts";
import { print } from "./machine.ts";
import { HAS_AVX512, JAX_AS_WRITTEN, type JaxWay, jax, type Shape } from "./programs.ts";

/** Seeds trained at once under vmap. */
const RUN_COUNTS = [1, 8, 32, 128];
/** More are not tried once some took so many times as long as the best number so far. */
const HOPELESS = 2;
/** Of all runs together, in each epoch of a trial. */
const TRIAL_STEP_COUNT = 300;

/**
 * The fastest way to train a network with JAX on this machine, per run: 1, 8, 32 or 128 seeds at
 * once, each with and without 512-bit vectors where the processor has them. Prints every trial.
 */
export function bestJaxWay(python: string, shape: Shape, { time, medianOf }: Duels): JaxWay {
  let best = { way: JAX_AS_WRITTEN, ms: Number.POSITIVE_INFINITY };
  for (const isWide of HAS_AVX512 ? [false, true] : [false]) {
    const tried: string[] = [];
    let least = Number.POSITIVE_INFINITY;
    for (const runs of RUN_COUNTS) {
      const program = jax(python, shape, { runs, isWide }, TRIAL_STEP_COUNT);
      time(program);
      const ms = medianOf(program);
      tried.push(`${runs}: ${ms.toPrecision(3)}`);
      if (ms < best.ms) best = { way: { runs, isWide }, ms };
      if (!(ms < HOPELESS * least)) break;
      least = Math.min(least, ms);
    }
    const vectors = isWide ? " with 512-bit vectors" : "";
    print(`JAX on ${shape.sizes}${vectors}, ms per step by seeds at once: ${tried.join(", ")}`);
  }
  return best.way;
}
