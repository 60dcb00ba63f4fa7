/** Where the epochs stand in a plot, and the ruler below it. */
export interface EpochScale {
  readonly columnCount: number;
  /**
   * Column of an epoch (from 1) for one of the series. Series stand side by side, so that equal
   * values do not hide one another.
   */
  readonly columnOf: (epoch: number, owner: number) => number;
  /** the axis' line, a tick at each numbered epoch */
  readonly ruler: string;
  /** epoch numbers below their ticks */
  readonly numbers: string;
}

/** Columns between epochs beyond which a plot only gets emptier. */
const SPACING_MAX = 12;
const MARGIN_WIDTH = 1;

/**
 * Spreads `epochCount` epochs over at most `width` columns: a whole number of columns apart, so
 * that curves do not wobble; or, if they are too many, several to a group of columns, in which
 * every series has its own.
 */
export function epochScale(epochCount: number, width: number, ownerCount: number): EpochScale {
  const room = width - 2 * MARGIN_WIDTH;
  const groupWidth = Math.max(1, Math.min(ownerCount, room));
  const groupCount = Math.min(epochCount, Math.floor(room / groupWidth));
  const spacing =
    groupCount < epochCount ? groupWidth : evenSpacing(room - groupWidth, epochCount - 1);
  const groupOf = (epoch: number) => Math.floor(((epoch - 1) * groupCount) / epochCount);
  const columnOf = (epoch: number, owner: number) =>
    MARGIN_WIDTH + groupOf(epoch) * spacing + (owner % groupWidth);
  const columnCount = columnOf(epochCount, groupWidth - 1) + 1 + MARGIN_WIDTH;
  const tickOf = (epoch: number) => columnOf(epoch, Math.floor((groupWidth - 1) / 2));
  return { columnCount, columnOf, ...ruler(epochCount, columnCount, tickOf) };
}

function evenSpacing(room: number, intervalCount: number): number {
  return intervalCount === 0 ? 1 : Math.min(SPACING_MAX, Math.floor(room / intervalCount));
}

/** Numbers the first epoch and the multiples of a round number, as many as have room. */
function ruler(epochCount: number, columnCount: number, tickOf: (epoch: number) => number) {
  const labelWidth = String(epochCount).length + 2;
  const labelCountMax = Math.max(1, Math.floor(columnCount / labelWidth));
  const every = ROUND_NUMBERS.find((count) => epochCount / count <= labelCountMax)!;
  const line = Array.from({ length: columnCount }, () => "─");
  let numbers = "";
  for (const epoch of [1, ...multiples(every, epochCount)]) {
    if (numbers !== "" && tickOf(epoch) < numbers.length + 2) continue;
    line[tickOf(epoch)] = "┬";
    numbers = `${numbers.padEnd(tickOf(epoch))}${epoch}`;
  }
  return { ruler: line.join(""), numbers };
}

function multiples(of: number, max: number): number[] {
  return Array.from({ length: Math.floor(max / of) }, (_, index) => (index + 1) * of);
}

const ROUND_NUMBERS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();
