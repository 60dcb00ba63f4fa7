import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { BrokenParquet } from "./parquet-error.ts";

/** What texts of one page may come to; a page itself may not be larger. */
const TEXT_BYTES_MAX = 2 ** 28;

/**
 * Makes sure that texts which are written as the beginning of the one before them and a rest
 * (DELTA_BYTE_ARRAY) do not come to more than a page may hold: each costs a byte or two, however
 * long it is.
 *
 * @param start of the two lists of lengths in `bytes`
 * @param count of the texts
 * @param where for messages
 * @throws BrokenParquet, or RangeError where the lists break off
 */
export function checkTexts(bytes: Uint8Array, start: number, count: number, where: string): void {
  if (count === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = { view, offset: start };
  const [shared, own] = [new Int32Array(count), new Int32Array(count)];
  deltaBinaryUnpack(reader, count, shared);
  deltaBinaryUnpack(reader, count, own);
  let [before, total] = [0, 0];
  for (let index = 0; index < count; index++) {
    const [begins, ends] = [shared[index]!, own[index]!];
    if (begins < 0 || begins > before || ends < 0) {
      const rule = `a text must begin with 0 to ${before} bytes of the one before it`;
      throw new BrokenParquet(where, rule, `${begins}, and ${ends} of its own`);
    }
    before = begins + ends;
    total += before;
    if (total > TEXT_BYTES_MAX) {
      throw new BrokenParquet(where, `texts must come to at most ${TEXT_BYTES_MAX} bytes`, "more");
    }
  }
}
