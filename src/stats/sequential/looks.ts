/**
 * The look schedule that looks after every seed: [min, min + 1, ..., max].
 *
 * @param min pairs at the first look, an integer >= 2
 * @param max pairs at the last look, an integer >= min
 * @throws RangeError if they are not such integers
 */
export function everySeed(min: number, max: number): number[] {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 2 || max < min) {
    throw new RangeError(`everySeed: needs integers 2 <= min <= max, got ${min} and ${max}`);
  }
  return Array.from({ length: max - min + 1 }, (_, index) => min + index);
}

/**
 * The looks that may be taken now: those whose first n pairs, in the order of the seeds, are all
 * there. Later pairs that finished early do not count: how long a run takes may have to do with how
 * it ends, and then whichever finished first is a chosen sample.
 *
 * @param looks pair counts, ascending
 * @param isComplete whether both runs of a seed have ended, in the order of the seed list
 */
export function completeLooks(looks: readonly number[], isComplete: readonly boolean[]): number[] {
  const firstOpen = isComplete.indexOf(false);
  const count = firstOpen < 0 ? isComplete.length : firstOpen;
  return looks.filter((look) => look <= count);
}

/**
 * Checks a schedule that somebody wrote.
 *
 * @throws RangeError unless the looks are integers from 2 on, each larger than the one before
 */
export function requireLooks(where: string, looks: readonly number[]): void {
  const isFine = looks.every((n, index) => Number.isInteger(n) && n > (looks[index - 1] ?? 1));
  if (looks.length === 0 || !isFine) {
    throw new RangeError(`${where}: looks must be integers from 2, ascending, got [${looks}]`);
  }
}
