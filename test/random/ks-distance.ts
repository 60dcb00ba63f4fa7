/** Kolmogorov's distance between a sample and a continuous law. */
export function ksDistance(sample: Float32Array, cdf: (x: number) => number): number {
  const sorted = sample.toSorted();
  let most = 0;
  for (const [i, value] of sorted.entries()) {
    const expected = cdf(value);
    most = Math.max(most, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  }
  return most;
}

/** Smirnov's distance between two samples of one size. */
export function ksDistanceOfTwo(a: Float32Array, b: Float32Array): number {
  const [sortedA, sortedB] = [a.toSorted(), b.toSorted()];
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(sortedA[i]!, sortedB[j]!);
    while (sortedA[i] === value) i++;
    while (sortedB[j] === value) j++;
    most = Math.max(most, Math.abs(i - j) / a.length);
  }
  return most;
}
