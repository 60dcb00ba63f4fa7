import type { Draw } from "../random/philox.ts";
import { namedDraw, namedKey, type StreamName, stepDraw } from "../random/streams.ts";
import { tf1Draw } from "../random/tf1-seeds.ts";

/** How a run's seed becomes random numbers. */
export interface SeedingSpec {
  /** tf1: TensorFlow 1's kernels, whose op seeds stand in the layers */
  readonly rule: "named" | "tf1";
  /** streams that follow the run's seed; the others keep 0 (tf1: graph seed 1) */
  readonly streams: readonly StreamName[];
}

/** How far training has come, for draws that are made anew at every step. */
export interface StepPosition {
  /** steps taken before this one, over all epochs */
  readonly step: number;
  /** rows trained on before this one, over all epochs */
  readonly rowsBefore: number;
}

/** Every random number of one run: where each place in the model draws from. */
export interface RunDraws {
  weight(layer: string, weight: string, opSeed: number | undefined): Draw;
  /** @param elementsPerRow how many numbers the layer draws for one row */
  mask(
    layer: string,
    stream: "dropout" | "noise",
    opSeed: number | undefined,
    elementsPerRow: number,
  ): (position: StepPosition) => Draw;
  /** the order of the training rows; TensorFlow 1 has no rule for it, so it is named always */
  order(epoch: number): Draw;
}

const FIXED_SEED = 0;
const FIXED_GRAPH_SEED = 1;

/** The draws of the run with this seed, by its seeding rule. */
export function runDraws({ rule, streams }: SeedingSpec, seed: number): RunDraws {
  const follows = (stream: StreamName) => streams.includes(stream);
  const seedOf = (stream: StreamName) => (follows(stream) ? seed : FIXED_SEED);
  const graphSeedOf = (stream: StreamName) => (follows(stream) ? seed : FIXED_GRAPH_SEED);
  const order = (epoch: number) => namedDraw(seedOf("order"), "order", "rows", epoch);
  if (rule === "tf1") {
    return {
      weight: (layer, _, opSeed) => tf1Draw(graphSeedOf("init"), requireSeed(layer, opSeed)),
      mask: (layer, stream, opSeed, elementsPerRow) => {
        const graphSeed = graphSeedOf(stream);
        const known = requireSeed(layer, opSeed);
        return ({ rowsBefore }) => tf1Draw(graphSeed, known, rowsBefore * elementsPerRow);
      },
      order,
    };
  }
  return {
    weight: (layer, weight) => namedDraw(seedOf("init"), "init", `${layer}/${weight}`, 0),
    mask: (layer, stream) => {
      const key = namedKey(seedOf(stream), stream, layer);
      return ({ step }) => stepDraw(key, step);
    },
    order,
  };
}

function requireSeed(layer: string, opSeed: number | undefined): number {
  if (opSeed === undefined) throw new RangeError(`runDraws: ${layer} has no op seed`);
  return opSeed;
}
