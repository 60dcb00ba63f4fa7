/** Two lists side by side: what stands for the same is in one row, as a diff shows it. */
export interface AlignedRow<Item> {
  readonly a?: Item;
  readonly b?: Item;
}

/**
 * Aligns two lists by their longest common subsequence. Items between two common ones that are
 * alike are taken for changed, in order; the others for added or left out.
 *
 * @param same whether two items are equal
 * @param alike whether one may have become the other
 */
export function align<Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (x: Item, y: Item) => boolean,
  alike: (x: Item, y: Item) => boolean,
): AlignedRow<Item>[] {
  const scores = scoreTable(a, b, same, alike);
  const rows: AlignedRow<Item>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i]!, b[j]!];
    const score = scoreOf(x, y, same, alike);
    if (score > 0 && scores[i]![j] === scores[i + 1]![j + 1]! + score) {
      rows.push({ a: x, b: y });
      i++;
      j++;
    } else if (scores[i]![j] === scores[i + 1]![j]) {
      rows.push({ a: x });
      i++;
    } else {
      rows.push({ b: y });
      j++;
    }
  }
  return [...rows, ...a.slice(i).map((x) => ({ a: x })), ...b.slice(j).map((y) => ({ b: y }))];
}

/** An equal pair is worth more than any number of pairs that are merely alike in its place. */
function scoreOf<Item>(
  x: Item,
  y: Item,
  same: (x: Item, y: Item) => boolean,
  alike: (x: Item, y: Item) => boolean,
): number {
  return same(x, y) ? 3 : alike(x, y) ? 1 : 0;
}

/** scores[i][j]: the best that a from i on and b from j on can reach. */
function scoreTable<Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (x: Item, y: Item) => boolean,
  alike: (x: Item, y: Item) => boolean,
): number[][] {
  const scores = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const score = scoreOf(a[i]!, b[j]!, same, alike);
      const together = score > 0 ? scores[i + 1]![j + 1]! + score : 0;
      scores[i]![j] = Math.max(together, scores[i + 1]![j]!, scores[i]![j + 1]!);
    }
  }
  return scores;
}
