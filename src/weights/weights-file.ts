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
  /** named: by "layer/weight" · ordered: in the order of the model, without telling names */
  readonly kind: "named" | "ordered";
  readonly weights: readonly FiledWeight[];
  /** how numbers were stored that are no float32, for example "float64"; mostly none */
  readonly converted: readonly string[];
}
