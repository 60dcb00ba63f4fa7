/**
 * The known word a mistyped one most likely meant: the nearest, if no more than a third of its
 * letters differ; of several equally near the first. Upper and lower case are alike.
 */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  let closest: string | undefined;
  let distanceMin = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const allowed = Math.max(1, Math.floor(candidate.length / 3));
    if (Math.abs(word.length - candidate.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance > allowed || distance >= distanceMin) continue;
    closest = candidate;
    distanceMin = distance;
  }
  return closest;
}

/**
 * How many letters are inserted, deleted, replaced or swapped with their neighbour on the shortest
 * way from a to b, none of them twice (optimal string alignment).
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? before[j - 2]! + 1 : replaced;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
