import { numpyRandom } from "../random/mt19937.ts";

/** By a row's place in a file its place after the shuffle. @param shuffle undefined: none */
export function placesAfter(rows: number, shuffle: number | undefined): Uint32Array {
  const places = Uint32Array.from({ length: rows }, (_, row) => row);
  if (shuffle === undefined) return places;
  for (const [place, row] of numpyRandom(shuffle).permutation(rows).entries()) places[row] = place;
  return places;
}
