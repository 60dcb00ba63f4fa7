import type { Question } from "./question.ts";
import { type RecordedRun, seriesOf } from "./recorded-run.ts";
import { valueAt } from "./value-at.ts";

/** The one number a run counts with; null where it has none. */
export function runValue(
  run: RecordedRun,
  { metric, at, direction, failureValue }: Question,
): number | null {
  if (run.state === "diverged") return failureValue;
  const series = run.state === "done" ? seriesOf(run, metric) : undefined;
  return series ? valueAt(series, at, direction) : null;
}
