/** Values nearer to each other than this share of the larger one differ by rounding only. */
const TIE_SHARE = 1e-12;

/**
 * The rank of each value, the smallest is 1; tied values share the mean of their ranks.
 *
 * @param values not NaN, infinite ones are allowed and tie; shape [n], n >= 0
 * @returns shape [n], multiples of 1/2 in [1, n], in the order of the values
 * @see E. L. Lehmann, Nonparametrics: Statistical Methods Based on Ranks (1975), section 1.4
 */
export function midranks(values: readonly number[]): number[] {
  const order = Array.from(values, (_, index) => index).sort((a, b) => compare(values, a, b));
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && isTie(values[order[start]!]!, values[order[end]!]!)) end++;
    for (let place = start; place < end; place++) ranks[order[place]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Not the difference of the two, which is NaN between infinities. */
function compare(values: readonly number[], a: number, b: number): number {
  return Number(values[a]! > values[b]!) - Number(values[a]! < values[b]!);
}

function isTie(low: number, high: number): boolean {
  if (low === high) return true;
  return high - low <= TIE_SHARE * Math.max(Math.abs(low), Math.abs(high)) && high - low < Infinity;
}
