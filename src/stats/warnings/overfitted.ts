import { showPlain } from "../../base/number.ts";
import type { Question } from "../question.ts";
import { takesBack, type Verdicts } from "../second-verdicts.ts";
import type { VariantSummary } from "../summary.ts";
import type { OverfittedWarning, OverfitVariant } from "../warning.ts";
import { verdictClause } from "./verdict-clause.ts";

/** Variants that are past their best at the epoch compared, where the best one says otherwise. */
export function overfitted(
  { pair, atBest }: Verdicts,
  sides: readonly VariantSummary[],
  question: Question,
): OverfittedWarning[] {
  if (atBest === undefined || !takesBack(atBest, pair, question)) return [];
  const variants = sides.flatMap(({ name, overfit }): OverfitVariant[] =>
    overfit === null ? [] : [{ variant: name, ...overfit }],
  );
  const each = variants.map(({ variant, bestEpoch, best, compared }) => {
    return `${variant} ${showPlain(best)} in epoch ${bestEpoch}, then ${showPlain(compared)}`;
  });
  const text =
    `mean ${question.metric} is past its best: ${each.join("; ")}; ` +
    `at each run's best epoch ${verdictClause(atBest)}`;
  const values = { verdict: pair.verdict, atBest: atBest.verdict, variants };
  return [{ code: "overfitted", text, values }];
}
