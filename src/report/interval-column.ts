import type { Interval } from "../stats/interval.ts";
import { showLevel } from "./show-difference.ts";
import type { Column } from "./table.ts";

/**
 * Intervals below one another: their level stands in the title, or in each row where they have
 * several.
 *
 * @param shown one end, in the style of the table; null: there is no interval
 */
export function intervalColumn(
  ranges: readonly (Interval | null)[],
  shown: (end: number | null) => string,
): Pick<Column, "title" | "cells"> {
  const levels = new Set(ranges.flatMap((range) => (range ? showLevel(range.level) : [])));
  const isShared = levels.size === 1;
  const cells = ranges.map((range) => {
    if (range === null) return shown(null);
    const ends = `${shown(range.low)} to ${shown(range.high)}`;
    return isShared ? ends : `${ends} (${showLevel(range.level)})`;
  });
  return { title: isShared ? `${[...levels][0]} interval` : "interval", cells };
}
