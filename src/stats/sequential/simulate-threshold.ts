import { normalQuantile } from "../distribution/normal.ts";
import { tQuantile, twoSidedP } from "../distribution/student-t.ts";
import { type MonteCarlo, monteCarlo } from "../monte-carlo.ts";
import { requireLooks } from "./looks.ts";

/** Paths whose random numbers are drawn together; the result does not depend on it. */
const BATCH_SIZE = 1024;

/** Cells between neighbouring values of the tables; an error of 1e-5 in a normal, 1e-6 in log p. */
const NORMAL_CELL_COUNT = 2 ** 16;
const TAIL_CELL_COUNT = 64;
const P_CELL_COUNT = 64;

/**
 * The constant p* with P(the two-sided t test has p < p* at any look) = alpha, for independent
 * normal differences of mean 0: simulated, with the same random numbers every time. The relative
 * standard error is about 1.1 / sqrt(alpha pathCount): 0.5 % for a million paths at 0.05.
 *
 * @param looks numbers of pairs at which one looks, integers >= 2, ascending
 * @param alpha in (0, 1)
 * @param pathCount simulated sequences, an integer, many times 1 / alpha
 * @returns in [alpha / number of looks, alpha]
 * @throws RangeError if looks or alpha are outside
 * @see S. J. Pocock, Group sequential methods in the design and analysis of clinical trials,
 *   Biometrika 64 (1977), section 2; here with the t statistic's exact law instead of a normal one
 */
export function simulateThreshold(
  looks: readonly number[],
  alpha: number,
  pathCount = 1e6,
): number {
  requireLooks("simulateThreshold", looks);
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(`simulateThreshold: alpha must be in (0, 1), got ${alpha}`);
  }
  if (looks.length === 1) return alpha;
  const scales = looks.map((n) => lookScale(n, alpha, alpha / looks.length));
  const belowAlpha = smallestLogPs(scales, pathCount).filter((logP) => logP < 0);
  const logP = belowAlpha.sort()[Math.floor(alpha * pathCount)];
  return Math.min(alpha, Math.exp(logP ?? 0));
}

/**
 * One look's way from the statistic to log p, as far as p is between Bonferroni's bound and alpha,
 * as p* is. With x = log(1 - S^2 / (n Q)) for sum S and sum of squares Q, 1 - S^2 / (n Q) is
 * 1 / (1 + t^2 / (n - 1)), and log p is almost linear in x.
 */
interface LookScale {
  readonly n: number;
  /** S^2 / Q from which on p is below alpha */
  readonly ratioMin: number;
  /** x where p is alpha, and how many cells are in a unit of -x */
  readonly start: number;
  readonly cellsPerUnit: number;
  /** log p at the cells' ends, descending; shape [P_CELL_COUNT + 1] */
  readonly logPs: Float64Array;
}

function lookScale(n: number, alpha: number, bound: number): LookScale {
  const df = n - 1;
  const logAt = (p: number) => -Math.log1p(tQuantile(p / 2, df) ** 2 / df);
  const start = logAt(alpha);
  const cellsPerUnit = P_CELL_COUNT / (start - logAt(bound));
  const logPs = Float64Array.from({ length: P_CELL_COUNT + 1 }, (_, cell) =>
    Math.log(twoSidedP(Math.sqrt(df * Math.expm1(cell / cellsPerUnit - start)), df)),
  );
  return { n, ratioMin: -n * Math.expm1(start), start, cellsPerUnit, logPs };
}

/** The smallest log p of each path, as far as it matters; those above alpha are 0. */
function smallestLogPs(scales: readonly LookScale[], pathCount: number): Float64Array {
  const stepCount = scales.at(-1)!.n;
  const smallest = new Float64Array(pathCount);
  const normals = normalSource(monteCarlo("repeated-interval"));
  for (let path = 0; path < pathCount; path += BATCH_SIZE) {
    const batchSize = Math.min(BATCH_SIZE, pathCount - path);
    const steps = normals(batchSize * stepCount);
    for (let i = 0; i < batchSize; i++) {
      smallest[path + i] = smallestLogP(scales, steps, i * stepCount);
    }
  }
  return smallest;
}

function smallestLogP(scales: readonly LookScale[], steps: Float64Array, first: number): number {
  let [smallest, sum, squares, n] = [0, 0, 0, 0];
  for (const scale of scales) {
    for (; n < scale.n; n++) {
      const step = steps[first + n]!;
      sum += step;
      squares += step * step;
    }
    if (sum * sum <= scale.ratioMin * squares) continue;
    const x = Math.log(1 - (sum * sum) / (n * squares));
    smallest = Math.min(smallest, logPAt(scale, x));
  }
  return smallest;
}

function logPAt({ start, cellsPerUnit, logPs }: LookScale, x: number): number {
  // Rounding may put x just before the start.
  const place = Math.max(0, (start - x) * cellsPerUnit);
  if (place >= P_CELL_COUNT) return logPs[P_CELL_COUNT]!;
  const cell = Math.floor(place);
  return logPs[cell]! + (place - cell) * (logPs[cell + 1]! - logPs[cell]!);
}

/** Standard normals from one word each: their quantiles from a table, but for the far tails. */
function normalSource(source: MonteCarlo): (count: number) => Float64Array {
  const table = Float64Array.from({ length: NORMAL_CELL_COUNT + 1 }, (_, cell) =>
    normalQuantile(cell / NORMAL_CELL_COUNT),
  );
  return (count) => {
    const words = source.words(count);
    const normals = new Float64Array(count);
    for (let i = 0; i < count; i++) normals[i] = toNormal(table, words[i]!);
    return normals;
  };
}

function toNormal(table: Float64Array, word: number): number {
  const place = ((word + 0.5) / 2 ** 32) * NORMAL_CELL_COUNT;
  const cell = Math.floor(place);
  if (cell < TAIL_CELL_COUNT || cell >= NORMAL_CELL_COUNT - TAIL_CELL_COUNT) {
    return normalQuantile(place / NORMAL_CELL_COUNT);
  }
  return table[cell]! + (place - cell) * (table[cell + 1]! - table[cell]!);
}
