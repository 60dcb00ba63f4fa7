import type { Contestants } from "./compare-variants.ts";
import type { Comparison } from "./comparison.ts";
import type { Question } from "./question.ts";
import { runValue } from "./run-value.ts";
import { secondVerdicts } from "./second-verdicts.ts";
import type { RunValue, VariantSummary } from "./summary.ts";
import type { MeasuredVariant } from "./sweep-warnings.ts";
import { collapsed } from "./warnings/collapsed.ts";
import { overfitted } from "./warnings/overfitted.ts";
import { penaltiesDiffer } from "./warnings/penalties.ts";

/**
 * Adds to each comparison what its values alone do not show: that variants overfit or runs
 * collapsed, and the verdict is another one without that; that penalties differ.
 *
 * @param sides the variants by name
 */
export function withRecordWarnings(
  comparisons: readonly Comparison[],
  contestants: readonly Contestants[],
  sides: ReadonlyMap<string, MeasuredVariant>,
  question: Question,
): Comparison[] {
  const bestValues = ({ name }: VariantSummary) =>
    sides.get(name)!.runs.map((run): RunValue => {
      const value = runValue(run, { ...question, at: "best" });
      return { seed: run.seed, state: run.state, value };
    });
  const verdicts = secondVerdicts(comparisons, contestants, question, bestValues);
  return verdicts.map((each, index) => {
    const { candidate, baseline } = contestants[index]!;
    const { warnings, verdict } = each.pair;
    if (verdict === "identical") return each.pair;
    const penalized = [baseline, candidate].flatMap(({ name }) => {
      const { penalties } = sides.get(name)!;
      return penalties === undefined ? [] : [{ name, penalties }];
    });
    return {
      ...each.pair,
      warnings: [
        ...overfitted(each, [baseline, candidate], question),
        ...collapsed(each, [baseline, candidate], question),
        ...warnings,
        ...penaltiesDiffer(penalized, question),
      ],
    };
  });
}
