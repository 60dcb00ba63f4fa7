import type { MaskStream } from "../../model/run-draws.ts";
import { splitWords } from "../../random/philox.ts";

/** key (2), counter (4), whether each step has its own half of it, blocks per row (2) */
export const DRAW_FIELDS = 9;

/** Where a run's masking layers draw from, DRAW_FIELDS words each. */
export function encodeDraws(streams: readonly MaskStream[]): Uint32Array {
  return Uint32Array.from(
    streams.flatMap(({ first: { key, counter }, perStep, blocksPerRow }) => [
      ...[...key, ...counter, perStep ? 1 : 0],
      ...splitWords(blocksPerRow),
    ]),
  );
}

/** @param site which of them */
export function decodeDraw(words: Uint32Array, site: number): MaskStream {
  const record = words.subarray(DRAW_FIELDS * site, DRAW_FIELDS * (site + 1));
  const [key0, key1, c0, c1, c2, c3, perStep, low, high] = record;
  return {
    first: { key: [key0!, key1!], counter: [c0!, c1!, c2!, c3!] },
    perStep: perStep === 1,
    blocksPerRow: low! + high! * 2 ** 32,
  };
}
