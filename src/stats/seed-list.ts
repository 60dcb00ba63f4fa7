const PART_COUNT_MAX = 6;

/**
 * Seeds in words, neighbours joined as a config writes them: "seed 9", "seeds 1..5, 9". Long
 * lists end in "and 12 more".
 */
export function seedList(seeds: readonly number[]): string {
  const ranges = joinNeighbours([...seeds].sort((a, b) => a - b));
  const shown = ranges.slice(0, PART_COUNT_MAX);
  const moreCount = seeds.length - shown.flat().length;
  const parts = shown.map((range) => {
    const [first, last] = [range[0]!, range.at(-1)!];
    return range.length > 2 ? `${first}..${last}` : range.join(", ");
  });
  const more = moreCount > 0 ? ` and ${moreCount} more` : "";
  return `${seeds.length === 1 ? "seed" : "seeds"} ${parts.join(", ")}${more}`;
}

function joinNeighbours(sorted: readonly number[]): number[][] {
  const ranges: number[][] = [];
  for (const seed of sorted) {
    const range = ranges.at(-1);
    if (range?.at(-1) === seed - 1) range.push(seed);
    else ranges.push([seed]);
  }
  return ranges;
}
