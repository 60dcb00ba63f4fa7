import { advance, type Draw } from "../random/philox.ts";
import { type MatrixKey, matrixKeys } from "../random/positions.ts";
import { namedDraw, type StreamName, stepDraw } from "../random/streams.ts";
import { BLOCKS_PER_ELEMENT, tf1Draw } from "../random/tf1-seeds.ts";

/** How a run's seed becomes random numbers. */
export interface SeedingSpec {
  /** tf1: TensorFlow 1's kernels, whose op seeds stand in the layers */
  readonly rule: "named" | "tf1";
  /** streams that follow the run's seed; the others keep 0 (tf1: graph seed 1) */
  readonly streams: readonly StreamName[];
  /** position: kernels are drawn by row and column, with rule named; absent: by flat index */
  readonly coupling?: "position";
}

/** How far training has come, for draws that are made anew at every step. */
export interface StepPosition {
  /** steps taken before this one, over all epochs */
  readonly step: number;
  /** rows trained on before this one, over all epochs */
  readonly rowsBefore: number;
}

/** Where a masking layer's draws begin, and how they move on with training. */
export interface MaskStream {
  readonly first: Draw;
  /** whether each step has an upper half of the counter of its own */
  readonly perStep: boolean;
  /** blocks by which the counter moves on for each row */
  readonly blocksPerRow: number;
}

/** The draw of one step. */
export function maskDraw({ first, perStep, blocksPerRow }: MaskStream, at: StepPosition): Draw {
  return perStep ? stepDraw(first.key, at.step) : advance(first, blocksPerRow * at.rowsBefore);
}

/** Every random number of one run: where each place in the model draws from. */
export interface RunDraws {
  weight(layer: string, weight: string, opSeed: number | undefined): Draw;
  /** there where kernels are drawn by position: in place of `weight` from rank 2 on */
  kernel?(layer: string, weight: string): MatrixKey;
  /** @param elementsPerRow how many numbers the layer draws for one row */
  mask(
    layer: string,
    stream: "dropout" | "noise",
    opSeed: number | undefined,
    elementsPerRow: number,
  ): MaskStream;
  /** the order of the training rows; TensorFlow 1 has no rule for it, so it is named always */
  order(epoch: number): Draw;
}

const FIXED_SEED = 0;
const FIXED_GRAPH_SEED = 1;

/** The seed from which a run's split is drawn; TensorFlow 1 has no rule for it. */
export function splitSeed({ streams }: SeedingSpec, seed: number): number {
  return streams.includes("split") ? seed : FIXED_SEED;
}

/** The draws of the run with this seed, by its seeding rule. */
export function runDraws({ rule, streams, coupling }: SeedingSpec, seed: number): RunDraws {
  const follows = (stream: StreamName) => streams.includes(stream);
  const seedOf = (stream: StreamName) => (follows(stream) ? seed : FIXED_SEED);
  const graphSeedOf = (stream: StreamName) => (follows(stream) ? seed : FIXED_GRAPH_SEED);
  const order = (epoch: number) => namedDraw(seedOf("order"), "order", "rows", epoch);
  if (rule === "tf1") {
    return {
      weight: (layer, _, opSeed) => tf1Draw(graphSeedOf("init"), requireSeed(layer, opSeed)),
      mask: (layer, stream, opSeed, elementsPerRow) => {
        const first = tf1Draw(graphSeedOf(stream), requireSeed(layer, opSeed));
        const blocksPerRow = BLOCKS_PER_ELEMENT * elementsPerRow;
        return { first, perStep: false, blocksPerRow };
      },
      order,
    };
  }
  return {
    weight: (layer, weight) => namedDraw(seedOf("init"), "init", `${layer}/${weight}`, 0),
    ...(coupling && {
      kernel: (layer: string, weight: string) => {
        return matrixKeys(seedOf("init"), `${layer}/${weight}`);
      },
    }),
    mask: (layer, stream) => {
      const first = namedDraw(seedOf(stream), stream, layer, 0);
      return { first, perStep: true, blocksPerRow: 0 };
    },
    order,
  };
}

function requireSeed(layer: string, opSeed: number | undefined): number {
  if (opSeed === undefined) throw new RangeError(`runDraws: ${layer} has no op seed`);
  return opSeed;
}
