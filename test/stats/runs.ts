import type { RecordedRun, RunState } from "../../src/stats/recorded-run.ts";
import { type SummaryOptions, type SweepRuns, summarize } from "../../src/stats/summarize.ts";
import type { Summary } from "../../src/stats/summary.ts";
import type { WarningCode } from "../../src/stats/warning.ts";

/** A run whose val_loss is given epoch by epoch; pending and failed ones have none. */
export function run(
  seed: number,
  values: readonly number[],
  state: RunState = "done",
): RecordedRun {
  const series: RecordedRun["series"] =
    values.length > 0 ? { val_loss: Float64Array.from(values) } : {};
  return { seed, state, series, error: null, environmentId: null };
}

/** Done runs with seeds from 1 and one epoch each. */
export function runsOf(finals: readonly number[]): RecordedRun[] {
  return finals.map((value, index) => run(index + 1, [value]));
}

export function sweepOf(variants: Readonly<Record<string, readonly RecordedRun[]>>): SweepRuns {
  const list = Object.entries(variants).map(([name, runs]) => {
    return { name, runs, streams: [], otherwise: name };
  });
  const nothing = { olderRunCount: 0, history: null, environments: new Map() };
  return { sweep: "test", engine: "compiled", ...nothing, variants: list };
}

export function summaryOf(
  variants: Readonly<Record<string, readonly RecordedRun[]>>,
  options: Partial<SummaryOptions> = {},
): Summary {
  return summarize(sweepOf(variants), { at: "last", alpha: 0.05, ...options });
}

/** The text of a warning, of the sweep or of a comparison. */
export function warningOf(summary: Summary, code: WarningCode): string | undefined {
  const all = [...summary.comparisons.flatMap(({ warnings }) => warnings), ...summary.warnings];
  return all.find((warning) => warning.code === code)?.text;
}
