import { showPlain } from "../../base/number.ts";
import { linearAxis } from "./axis.ts";

/** The axis of values in a picture: its ends, its ticks and their labels. */
export interface ValueAxis {
  readonly type: "linear" | "log";
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Ticks are read, not counted: about so many, at rows of which every second bears a label. */
const ROW_COUNT_MAX = 13;
/** Beyond this ratio the lower curves would lie on one another at the bottom. */
const LOG_RATIO_MIN = 20;
/** Room above and below the outermost values, as a share of the range. */
const AIR = 0.04;

/**
 * @param values at least one; what is not finite is passed over
 * @param maybeLog whether positive values of very different size may get a logarithmic axis
 */
export function valueAxis(values: readonly number[], maybeLog = false): ValueAxis {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  if (maybeLog && low > 0 && high / low >= LOG_RATIO_MIN) return logAxis(low, high);
  const axis = linearAxis(low, high, ROW_COUNT_MAX);
  const top = axis.low + (axis.rowCount - 1) * axis.step;
  const [bottomEnd, topEnd] = [within(Math.min(low, axis.low)), within(Math.max(high, top))];
  const air = AIR * (topEnd - bottomEnd);
  return {
    type: "linear",
    low: bottomEnd - air,
    high: topEnd + air,
    ticks: axis.labels
      .map((label, row) => ({ value: axis.low + row * axis.step, label }))
      .filter(({ value, label }) => label !== "" && value >= bottomEnd && value <= topEnd),
  };
}

/** The range from one end to the other has to be a number as well. */
const SIZE_MAX = Number.MAX_VALUE / 4;

function within(value: number): number {
  return Math.max(-SIZE_MAX, Math.min(SIZE_MAX, value));
}

/** Powers of ten; between them 2 and 5 where there are few. */
function logAxis(low: number, high: number): ValueAxis {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.ceil((last - first) / (ROW_COUNT_MAX / 2));
  const digits = last - first <= 3 ? [1, 2, 5] : [1];
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const values = powers
    .filter((power) => (power - first) % every === 0)
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value >= low && value <= high);
  const air = (high / low) ** AIR;
  return {
    type: "log",
    low: Math.max(low / air, Number.MIN_VALUE),
    high: within(high * air),
    ticks: values.map((value) => ({ value, label: showPlain(value) })),
  };
}

/** Round whole numbers from 1 to `last`, as many as have room. */
export function countTicks(first: number, last: number, countMax: number): number[] {
  const every = ROUND_NUMBERS.find((step) => (last - first) / step <= countMax)!;
  const multiples = Array.from(
    { length: Math.floor(last / every) },
    (_, index) => (index + 1) * every,
  ).filter((value) => value > first + every / 2);
  return [first, ...multiples];
}

const ROUND_NUMBERS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();
