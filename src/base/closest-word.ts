/**
 * The known word a mistyped one most likely meant: the nearest by Levenshtein distance, if no more
 * than a third of its letters differ.
 */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  let closest: string | undefined;
  let distanceMin = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < distanceMin && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      closest = candidate;
      distanceMin = distance;
    }
  }
  return closest;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
