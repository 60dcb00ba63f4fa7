import { maxT } from "../../src/stats/procedure/max-t.ts";
import { pairedTInterval } from "../../src/stats/procedure/paired-t.ts";
import { simultaneousBand } from "../../src/stats/procedure/simultaneous-band.ts";
import { sampleCurves } from "./laws.ts";
import { ALPHA } from "./procedures.ts";
import { type Promised, simulated, type Table } from "./table.ts";

const EPOCH_COUNT = 20;
const MEMORIES = [0.5, 0.95];

interface Case {
  readonly name: string;
  readonly seedCount: number;
  readonly promise: Promised;
  /** of curves whose true difference is 0 in every epoch; shape [n][EPOCH_COUNT] */
  readonly isWrong: (rows: readonly (readonly number[])[]) => boolean;
}

const CASES: readonly Case[] = [
  {
    name: "*control:* a t interval in each epoch, 10 seeds",
    seedCount: 10,
    promise: { atLeast: 0.15 },
    isWrong: (rows) => rows[0]!.some((_, epoch) => missesZero(rows.map((row) => row[epoch]!))),
  },
  { name: "band, 5 seeds (Bonferroni)", seedCount: 5, promise: { atMost: 0.055 }, isWrong: leaves },
  { name: "band, 10 seeds (flips)", seedCount: 10, promise: { atMost: 0.065 }, isWrong: leaves },
  {
    name: "epochs that differ, 10 seeds (max-t flips)",
    seedCount: 10,
    promise: { atMost: 0.055 },
    isWrong: (rows) => maxT(rows)!.globalP <= ALPHA,
  },
];

/** How often does what is said of whole curves fail in any of their epochs? */
export function curves(repetitions: number): Table {
  const rows = CASES.map(({ name, seedCount, promise, isWrong }) => {
    const cells = MEMORIES.map((memory) =>
      simulated(`curves, ${name}, ${memory}`, repetitions, promise, (normal) =>
        isWrong(sampleCurves(seedCount, EPOCH_COUNT, memory, normal)),
      ),
    );
    return { name, cells };
  });
  return {
    title: "Wrong in any of 20 epochs, % (at most 5 allowed)",
    columns: MEMORIES.map((memory) => `correlation ${memory} from epoch to epoch`),
    rows,
  };
}

function leaves(rows: readonly (readonly number[])[]): boolean {
  return simultaneousBand(rows, 1 - ALPHA).epochs.some(({ low, high }) => low > 0 || high < 0);
}

function missesZero(differences: readonly number[]): boolean {
  const { low, high } = pairedTInterval(differences, 1 - ALPHA)!;
  return low > 0 || high < 0;
}
