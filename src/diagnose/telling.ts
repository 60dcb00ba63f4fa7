import type {
  MaskDigest,
  OutlinedMask,
  OutlinedOrder,
  OutlinedSplit,
} from "../engine/outline-run.ts";

// What is small may repeat by chance, which is no finding.

/** Forms, as a power of two, that something must have at least not to come twice by chance. */
const CHANCE_BITS_MIN = 30;
const MASK_SIZE_MIN = 16;
const BITS_OF_A_NORMAL = 20;
/** 16 rows have 2^44 orders. */
const ROW_COUNT_MIN = 16;

/** Whether a mask has so many possible forms that it does not come twice by chance. */
export function isTellingMask(
  { kind }: Pick<OutlinedMask, "kind">,
  { elementCount, droppedCount, varies }: MaskDigest,
): boolean {
  if (!varies || elementCount < MASK_SIZE_MIN) return false;
  const drops = kind === "dropout" || kind === "alphaDropout";
  const share = droppedCount / elementCount;
  const bits = drops ? -Math.log2(share * share + (1 - share) * (1 - share)) : BITS_OF_A_NORMAL;
  return elementCount * bits >= CHANCE_BITS_MIN;
}

/** The same of an order of rows. */
export function isTellingOrder({ rowCount }: OutlinedOrder): boolean {
  return rowCount >= ROW_COUNT_MIN;
}

/** The same of a split: how many there are, as a power of two, by Stirling's leading term. */
export function isTellingSplit({ rowCount, validationRowCount }: OutlinedSplit): boolean {
  const share = validationRowCount / rowCount;
  if (share === 0 || share === 1) return false;
  const bits = -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
  return rowCount * bits >= 2 * CHANCE_BITS_MIN;
}
