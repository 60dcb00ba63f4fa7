// Results as people's programs write them, for the tests of this folder and of the command.

import fc from "fast-check";
import type { ImportedRun } from "../../src/external/imported-run.ts";

export type Series = Readonly<Record<string, readonly number[]>>;

export interface ExternalRun {
  readonly variant: string;
  readonly seed: number;
  readonly series: Series;
}

/** As JavaScript, Python and data frames write it: all of them bring back the same bits. */
export function written(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isNaN(value) ? "nan" : String(value).replace("Infinity", "inf");
}

const rowsOf = (runs: readonly ExternalRun[]) =>
  runs.flatMap(({ variant, seed, series }) =>
    Object.entries(series).flatMap(([metric, values]) =>
      values.map((value, index) => ({ variant, seed, metric, epoch: index + 1, value })),
    ),
  );

/** A row for each value; a header and rows without line ends. */
export function longRows(runs: readonly ExternalRun[]): string[] {
  return [
    "variant,seed,metric,epoch,value",
    ...rowsOf(runs).map((row) => {
      return [row.variant, row.seed, row.metric, row.epoch, written(row.value)].join(",");
    }),
  ];
}

/** A column for each metric; all runs must have the same ones. */
export function wideRows(runs: readonly ExternalRun[]): string[] {
  const metrics = Object.keys(runs[0]!.series);
  return [
    ["variant", "seed", "epoch", ...metrics].join(","),
    ...runs.flatMap(({ variant, seed, series }) =>
      series[metrics[0]!]!.map((_, index) =>
        [variant, seed, index + 1, ...metrics.map((name) => written(series[name]![index]!))].join(),
      ),
    ),
  ];
}

type AnyRun = Omit<ExternalRun, "series"> & {
  readonly series: Readonly<Record<string, ArrayLike<number>>>;
};

/** Every bit of every series, by variant, seed and metric. */
export function bitsOf(runs: readonly (AnyRun | ImportedRun)[]): Record<string, string> {
  return Object.fromEntries(
    runs.flatMap(({ variant, seed, series }) => {
      const entries = series instanceof Map ? [...series] : Object.entries(series);
      return entries.map(([metric, values]: [string, ArrayLike<number>]) => {
        const bytes = Buffer.from(Float64Array.from(values).buffer).toString("hex");
        return [`${variant}/${seed}/${metric}`, bytes];
      });
    }),
  );
}

/** Runs with the same metrics and a number of epochs each; finite values and what is none. */
export const someRuns: fc.Arbitrary<ExternalRun[]> = fc
  .uniqueArray(
    fc.record({
      variant: fc.constantFrom("plain", "wide", "x-1.5_b+c"),
      seed: fc.oneof(fc.nat({ max: 5 }), fc.maxSafeNat()),
    }),
    { minLength: 1, maxLength: 8, selector: ({ variant, seed }) => `${variant} ${seed}` },
  )
  .chain((runs) =>
    fc.tuple(
      ...runs.map((run) =>
        fc
          .array(fc.tuple(fc.double({ noNaN: true }), fc.double()), { minLength: 1, maxLength: 5 })
          .map((epochs) => ({
            ...run,
            // The first is a number, which makes it a column of numbers in a wide file.
            series: { loss: epochs.map(([a]) => a), "val/acc": epochs.map(([, b]) => b) },
          })),
      ),
    ),
  );

/** The header first, then the rows in any order. */
export function shuffledFile(rows: readonly string[], end = "\n"): fc.Arbitrary<string> {
  const [header, ...others] = rows;
  return fc
    .shuffledSubarray(others, { minLength: others.length })
    .map((shuffled) => [header, ...shuffled, ""].join(end));
}
