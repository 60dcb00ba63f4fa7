/**
 * The values less their mean, divided by their standard deviation, both of the training rows alone.
 * Float64; sums go in the order of the rows: the mean first, then the squared deviations from it,
 * divided by the number of rows. A column that is constant on the training rows becomes zeros, in
 * the other rows too: there is no telling how far a value lies from it. So does one whose spread is
 * so small that a value lies farther from it than a float32 can say.
 *
 * @param values in the order of the rows, those that train first
 * @param trainRowCount 1 at least
 */
export function standardized(values: Float64Array, trainRowCount: number): Float64Array {
  const [first] = values;
  let isConstant = true;
  let sum = 0;
  for (let row = 0; row < trainRowCount; row++) {
    isConstant &&= values[row] === first;
    sum += values[row]!;
  }
  const mean = sum / trainRowCount;
  let squares = 0;
  for (let row = 0; row < trainRowCount; row++) {
    const deviation = values[row]! - mean;
    squares += deviation * deviation;
  }
  const sd = Math.sqrt(squares / trainRowCount);
  // Rounding gives equal values a deviation, and takes that of very small ones away.
  if (isConstant || sd === 0) return new Float64Array(values.length);
  const scaled = new Float64Array(values.length);
  let isFloat32 = true;
  // Loops, not methods: this is done anew for each run whose split is drawn.
  for (let row = 0; row < values.length; row++) {
    const value = (values[row]! - mean) / sd;
    isFloat32 &&= Number.isFinite(Math.fround(value));
    scaled[row] = value;
  }
  return isFloat32 ? scaled : scaled.fill(0);
}
