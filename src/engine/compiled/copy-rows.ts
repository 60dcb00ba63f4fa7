/** Below this width a loop is faster than making a view of each row. */
const VIEW_WIDTH_MIN = 32;

/**
 * Copies rows to the start of another array.
 *
 * @param source [rows, width]
 * @param order row numbers by place; undefined: rows as they stand
 * @param first place of the first row to copy
 * @param end one beyond the last
 * @param target [at least end - first, width]
 */
export function copyRows(
  source: Float32Array,
  width: number,
  order: Uint32Array | undefined,
  first: number,
  end: number,
  target: Float32Array,
): void {
  if (order === undefined) {
    target.set(source.subarray(first * width, end * width));
    return;
  }
  for (let place = first, to = 0; place < end; place++, to += width) {
    const from = order[place]! * width;
    if (width < VIEW_WIDTH_MIN)
      for (let column = 0; column < width; column++) target[to + column] = source[from + column]!;
    else target.set(source.subarray(from, from + width), to);
  }
}
