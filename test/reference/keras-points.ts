import { readFileSync } from "node:fs";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Engine, RunSpec } from "../../src/engine/engine.ts";
import type { Activation, LayerSpec } from "../../src/model/model-spec.ts";
import type { LossName, MetricName } from "../../src/model/training-spec.ts";

// What Keras 3 gives for losses, activations and metrics at single points, ordinary ones and corners:
// keras/losses.py wrote it.

export interface LossPoint {
  readonly output: readonly number[];
  readonly target: readonly number[];
  readonly loss: number;
  /** null: not a number */
  readonly gradient: readonly (number | null)[];
}

export interface ActivationPoint {
  readonly x: number;
  readonly y: number;
  readonly slope: number;
}

export interface JoinPoint {
  readonly a: number;
  readonly b: number;
  /** of the join by a and by b */
  readonly slopes: readonly [number, number];
}

export interface MetricPoint {
  readonly output: readonly number[];
  readonly target: readonly number[];
  readonly value: number;
}

type Table<Name extends string, Point> = Readonly<Record<Name, readonly Point[]>>;

/** By a loss' name, or "LOSS of sigmoid" where the points are logits. */
export const LOSS_POINTS: Table<string, LossPoint> = read("losses.json");
export const ACTIVATION_POINTS: Table<Activation, ActivationPoint> = read("activations.json");
export const JOIN_POINTS: Table<"maximum" | "minimum", JoinPoint> = read("joins.json");
export const METRIC_POINTS: Table<MetricName, MetricPoint> = read("metrics.json");

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`keras/${file}`, import.meta.url), "utf8"));
}

/** How far a number is from Keras', relative to 1 + its size. */
export function distanceOf(got: number, expected: number): number {
  return Math.abs(got - expected) / (1 + Math.abs(expected));
}

/** The largest distance of a loss and its gradient from Keras', over the points of that title. */
export function lossDistance(engine: Engine, title: string): number {
  const [loss, activation = "linear"] = title.split(" of ") as [LossName, Activation?];
  const distances = LOSS_POINTS[title]!.flatMap((point) => {
    const got = lookAt(engine, loss, activation, point);
    const slopes = point.gradient.map((slope, i) =>
      slope === null ? 0 : distanceOf(got.gradient[i]!, slope),
    );
    return [distanceOf(got.loss, point.loss), ...slopes];
  });
  return largest(distances);
}

/** The same of an activation and its slope. */
export function activationDistance(engine: Engine, activation: Activation): number {
  return largest(
    ACTIVATION_POINTS[activation].map(({ x, y, slope }) => {
      // The slope of (y - t)^2 by y is 1 where t is y - 1/2; what is left is the activation's.
      const point = { output: [x], target: [Math.fround(y - 0.5)] };
      const { gradient } = lookAt(engine, "meanSquaredError", activation, point);
      return distanceOf(gradient[0]!, 2 * (y - point.target[0]!) * slope);
    }),
  );
}

/** The same of the slopes of a join of two layers. */
export function joinDistance(engine: Engine, kind: keyof typeof JOIN_POINTS): number {
  return largest(
    JOIN_POINTS[kind].flatMap(({ a, b, slopes }) => {
      const y = kind === "maximum" ? Math.max(a, b) : Math.min(a, b);
      const layers = [
        ...[numberLayer("a", 1, "linear"), numberLayer("b", 1, "linear")],
        { name: "join", inputs: ["a", "b"], kind },
      ];
      const target = [Math.fround(y - 0.5)];
      const { gradients } = inspect(engine, "meanSquaredError", layers, [a, b], target);
      return slopes.map((slope, side) => distanceOf(gradients[side]![0]!, slope));
    }),
  );
}

/** NaN where one of them is. */
function largest(distances: readonly number[]): number {
  return distances.reduce((most, each) => (each > most || Number.isNaN(each) ? each : most), 0);
}

function lookAt(
  engine: Engine,
  loss: LossName,
  activation: Activation,
  { output, target }: Pick<LossPoint, "output" | "target">,
): { loss: number; gradient: Float32Array } {
  const layers = [numberLayer("out", output.length, activation)];
  const { loss: lost, gradients } = inspect(engine, loss, layers, output, target);
  return { loss: lost, gradient: gradients[0]! };
}

/** A layer that reads the number 1, so that what comes out is its kernel. */
function numberLayer(name: string, units: number, activation: Activation): LayerSpec {
  return {
    ...{ name, inputs: ["input"], kind: "dense", units, activation, useBias: false },
    ...{ kernelInitializer: { kind: "zeros" }, biasInitializer: { kind: "zeros" } },
  };
}

/** One step on one row; gradients of the kernels in their order. */
function inspect(
  engine: Engine,
  loss: LossName,
  layers: readonly LayerSpec[],
  kernels: readonly number[],
  target: readonly number[],
): { loss: number; gradients: readonly Float32Array[] } {
  const spec: RunSpec = {
    data: { source: "sine-windows", rows: 1, seed: 1, validation: 0 },
    model: { layers, build: "static", dispatch: "fit", initialWeights: { sha256: "given" } },
    training: {
      ...{ epochs: 1, batch: 1, loss, metrics: [], shuffle: false },
      optimizer: { name: "sgd", learningRate: 0.1 },
    },
    seeding: { rule: "named", streams: ["init"] },
    engine: "test",
    seed: 1,
  };
  const dataset: Dataset = {
    ...{ rowCount: 1, inputShape: [1], targetShape: [target.length], sha256: "" },
    ...{ inputs: shared([1]), targets: shared(target) },
  };
  const run = engine.inspect(spec, dataset, new Map([["given", Float32Array.from(kernels)]]));
  try {
    const { loss: lost, gradients } = run.inspectStep();
    return { loss: lost, gradients: gradients.map(({ values }) => values) };
  } finally {
    run.close();
  }
}

function shared(values: readonly number[]): Float32Array<SharedArrayBuffer> {
  const array = new Float32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}
