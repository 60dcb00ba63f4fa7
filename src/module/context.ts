// The types that authors of modules write against.
import type * as core from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";

/** What a function that builds a model is called with. */
export interface ModelContext {
  /** TensorFlow.js as sweep uses it: the core and the Layers API */
  readonly tf: typeof core & typeof layers;
  /** of one row, for example [13] */
  readonly inputShape: readonly number[];
  /** of one row's target, for example [1] */
  readonly targetShape: readonly number[];
  /** where targets are class indices: how many there are */
  readonly classCount?: number;
}

/**
 * Builds a model of one input and one output. Called several times, and must build the same each
 * time: what a seed decides is drawn by sweep.
 */
export type BuildModel = (
  context: ModelContext,
) => layers.LayersModel | Promise<layers.LayersModel>;

/** What a function that makes rows is called with. */
export interface DataContext {
  /** the module's own folder, an absolute path */
  readonly folder: string;
}

/** Makes rows. Called several times, and must make the same each time. */
export type MakeRows = (context: DataContext) => DataRows | Promise<DataRows>;

/** Rows to train on, in their order. */
export interface DataRows {
  /** [rowCount, ...shape of one row's input]; [rowCount] stands for [rowCount, 1] */
  readonly inputs: RowValues;
  /** [rowCount, ...shape of one row's target]; 0, 1, 2 ... are classes */
  readonly targets: RowValues;
}

/** Numbers and their shape: nested arrays, a flat array beside its shape, or a tensor of tfjs. */
export type RowValues = NumberArray | readonly NestedNumbers[] | ShapedValues | TensorValues;

export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

export type NestedNumbers = number | NumberArray | readonly NestedNumbers[];

export interface ShapedValues {
  /** row-major */
  readonly values: NumberArray | readonly number[];
  readonly shape: readonly number[];
}

/** A tf.Tensor, of whichever copy of tfjs. */
export interface TensorValues {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}
