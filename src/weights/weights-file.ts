/** A weight as a file has it. */
export interface FiledWeight {
  /** as the file calls it */
  readonly name: string;
  readonly shape: readonly number[];
  /** row-major */
  readonly values: Float32Array;
}

/** What a file of weights holds. */
export interface WeightsFile {
  /**
   * How weights are told apart. named: by "layer/weight", or "layer/0" for a layer's first · by
   * class: the same, but layers are called by their class and place among those of it, as "dense_1"
   * · ordered: by the order of the model alone
   */
  readonly kind: "named" | "by class" | "ordered";
  readonly weights: readonly FiledWeight[];
  /** how numbers were stored that are no float32, for example "float64"; mostly none */
  readonly converted: readonly string[];
}
