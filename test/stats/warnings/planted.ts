import type { Comparison } from "../../../src/stats/comparison.ts";
import type { RecordedRun } from "../../../src/stats/recorded-run.ts";
import { type SummaryOptions, summarize } from "../../../src/stats/summarize.ts";
import type { Summary } from "../../../src/stats/summary.ts";
import type { Warning, WarningCode } from "../../../src/stats/warning.ts";
import { run, sweepOf } from "../runs.ts";

/** In (-0.5, 0.5), another one for each seed. */
export function jitter(seed: number): number {
  return ((seed * 37) % 19) / 19 - 0.5;
}

/** Runs of seeds 1 to `count` whose val_loss is that of the curve, each seed somewhat off. */
export function curves(
  count: number,
  curve: (epoch: number, seed: number) => number,
  epochCount = 10,
): RecordedRun[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = index + 1;
    return run(
      seed,
      Array.from({ length: epochCount }, (_, epoch) => curve(epoch + 1, seed)),
    );
  });
}

/** The same runs with a training loss, beside what a constant answer reaches. */
export function trained(
  runs: readonly RecordedRun[],
  lossOf: (seed: number) => number,
  { constant = 1, penalty = 0 }: { constant?: number; penalty?: number | null } = {},
): RecordedRun[] {
  return runs.map((one) => ({
    ...one,
    series: { ...one.series, loss: Float64Array.of(5, lossOf(one.seed)) },
    ...{ penalty, constantScores: { loss: constant } },
  }));
}

/** The one comparison of two variants, `on` against `off`. */
export function compared(
  off: readonly RecordedRun[],
  on: readonly RecordedRun[],
  options: Partial<SummaryOptions> = {},
): Summary & { readonly pair: Comparison } {
  const summary = summarize(sweepOf({ off, on }), { at: "last", alpha: 0.05, ...options });
  return { ...summary, pair: summary.comparisons[0]! };
}

/** A comparison's warning of that code, if there is one. */
export function warned<Code extends WarningCode>(
  { warnings }: Comparison,
  code: Code,
): (Warning & { code: Code }) | undefined {
  const isMeant = (one: Warning): one is Warning & { code: Code } => one.code === code;
  return warnings.find(isMeant);
}
