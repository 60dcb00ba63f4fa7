import { showNumber } from "../../base/number.ts";

/** A linear axis whose every row stands for a round number. */
export interface Axis {
  /** value of the lowest row */
  readonly low: number;
  /** from one row to the next */
  readonly step: number;
  readonly rowCount: number;
  /** per row, lowest first; "" for rows that bear none */
  readonly labels: readonly string[];
}

const ROUND_STEPS = [1, 2, 2.5, 5];
/** Every second row bears a label: more would be noise. */
const LABEL_EVERY = 2;

/** Below this share of its size a range is rounding, not a range. */
const FLAT_SHARE = 1e-12;
/** Below this, steps would run out of exponents; such values are drawn as 0. */
const TINY = 1e-300;

/**
 * The axis with the smallest round step that shows [lowest, highest] in `rowCountMax` rows. A
 * value belongs to the row nearest to it.
 *
 * @param lowest finite
 * @param highest finite, >= lowest
 * @param rowCountMax at least 3
 */
export function linearAxis(lowest: number, highest: number, rowCountMax: number): Axis {
  const [low, high] = widened(lowest, highest);
  const { step, digit, power } = roundStep(low, high, rowCountMax);
  const [first, last] = [Math.round(low / step), Math.round(high / step)];
  const steps = Array.from({ length: last - first + 1 }, (_, row) => first + row);
  const isSparse = steps.filter((count) => count % LABEL_EVERY === 0).length > 1;
  const every = isSparse ? LABEL_EVERY : 1;
  const style = labelStyle(Math.max(-first, last) * step, lastPower(digit * every, power));
  const labels = steps.map((count) => (count % every === 0 ? showNumber(count * step, style) : ""));
  return { low: first * step, step, rowCount: steps.length, labels };
}

/** A constant curve runs through the middle of an axis made for its size. */
function widened(lowest: number, highest: number): [number, number] {
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  // Halves, as the whole range of two huge numbers may not be a number.
  if (highest / 2 - lowest / 2 > Math.max(FLAT_SHARE * size, TINY)) return [lowest, highest];
  const margin = size <= TINY ? 1 : size / 10;
  const inside = (value: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return [inside(lowest - margin), inside(highest + margin)];
}

function roundStep(low: number, high: number, rowCountMax: number) {
  let power = Math.floor(Math.log10(high / rowCountMax - low / rowCountMax)) - 1;
  while (true) {
    for (const digit of ROUND_STEPS) {
      const step = scaled(digit, power);
      const rowCount = Math.round(high / step) - Math.round(low / step) + 1;
      if (rowCount <= rowCountMax) return { step, digit, power };
    }
    power++;
  }
}

/** Read from text, as 2.5 * 10 ** -3 would not be the number nearest to 0.0025. */
function scaled(digit: number, power: number): number {
  return Number(`${digit}e${power}`);
}

/** Power of ten of the last digit of round * 10^power. */
function lastPower(round: number, power: number): number {
  if (round % 10 === 0) return power + 1;
  return Number.isInteger(round) ? power : power - 1;
}

/** Just the decimals that a label's round number has. */
function labelStyle(size: number, last: number) {
  if (size >= 1e-4 && size < 1e6) {
    return { notation: "fixed", decimals: Math.max(0, -last) } as const;
  }
  const top = Math.floor(Math.log10(Math.min(size, Number.MAX_VALUE)));
  return { notation: "scientific", decimals: Math.max(1, top - last) } as const;
}
