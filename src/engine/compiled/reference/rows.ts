const f32 = Math.fround;

/**
 * The sum along a row in the order that all kernels keep: 16 partial sums, element c goes to number
 * c & 15, and these are added in their order. Each addition is rounded to float32.
 *
 * @param width of the row, at least 1
 * @param element float32 number c of the row
 */
export function laneSum(width: number, element: (c: number) => number): number {
  const lanes = new Float32Array(16);
  for (let c = 0; c < width; c++) lanes[c & 15] = lanes[c & 15]! + element(c);
  return lanes.reduce((sum, lane) => f32(sum + lane));
}
