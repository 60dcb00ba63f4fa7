/** Rows of float32 numbers in an arena: row r, column c is values[r * stride + c]. */
export interface Matrix {
  /** starts at row 0 */
  readonly values: Float32Array;
  /** active ones: what is below them is left alone */
  readonly rows: number;
  readonly width: number;
  readonly stride: number;
}
