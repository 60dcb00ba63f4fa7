import { PAIR_COUNT_MIN } from "../evidence.ts";
import { areAllZero } from "../paired-differences.ts";
import type { Question } from "../question.ts";
import type { ValuePairs } from "../value-pairs.ts";
import type { Warning } from "../warning.ts";

/** Ties on this share of the pairs are worth a word. */
const TIED_SHARE_MIN = 1 / 3;

/** Equal on every seed. Coarse metrics, such as an accuracy of few rows, often are by chance. */
export function isTied(used: ValuePairs): boolean {
  return used.differences.length >= PAIR_COUNT_MIN && areAllZero(used.differences);
}

/**
 * Seeds on which the compared values are equal: all of them, or a third at least.
 *
 * @param pairs all that there are
 * @param used those the verdict rests on
 */
export function ties(
  { pairs, used }: { readonly pairs: ValuePairs; readonly used: ValuePairs },
  { metric }: Question,
  areImported: boolean,
): Warning[] {
  const { differences } = used;
  const seeds = used.seeds.filter((_, index) => differences[index] === 0);
  const values = { ties: seeds.length, pairs: differences.length };
  const count = differences.length;
  if (isTied(used)) {
    const of = `${count === pairs.seeds.length ? "all" : "the first"} ${count} seeds`;
    const though = areImported ? "" : ", though the runs differ";
    const text = `${metric} is equal on ${of}${though}: ties are no evidence of equivalence`;
    return [{ code: "tied", text, values, seeds }];
  }
  if (count < PAIR_COUNT_MIN || seeds.length < TIED_SHARE_MIN * count) return [];
  const text =
    `${metric} is equal on ${seeds.length} of ${count} seeds: ` +
    "so coarse a metric shows less than a loss would";
  return [{ code: "partly-tied", text, values, seeds }];
}
