/** @throws RangeError unless 0 <= p <= 1 */
export function requireProbability(where: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${where} must be in [0, 1], got ${p}`);
}

/** @throws RangeError unless 0 < level < 1 */
export function requireLevel(where: string, level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`${where} must be in (0, 1), got ${level}`);
}

/** @throws RangeError unless 0 < value < Infinity */
export function requirePositive(where: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${where} must be positive and finite, got ${value}`);
  }
}

/** @throws RangeError if value is NaN; infinite values are fine where a function has limits */
export function requireNumber(where: string, value: number): void {
  if (Number.isNaN(value)) throw new RangeError(`${where} must be a number, got NaN`);
}
