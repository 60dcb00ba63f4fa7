/**
 * The numbers 0 to count - 1 in the order of Fisher and Yates' shuffle, from the last place down.
 *
 * @param pick a random integer from 0 to last, both included; asked for count - 1 down to 1
 * @see Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 P
 */
export function shuffledIndices(count: number, pick: (last: number) => number): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = pick(last);
    const moved = indices[last]!;
    indices[last] = indices[other]!;
    indices[other] = moved;
  }
  return indices;
}
