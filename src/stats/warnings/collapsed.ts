import { countOf } from "../../base/count-of.ts";
import type { Question } from "../question.ts";
import { takesBack, type Verdicts } from "../second-verdicts.ts";
import { seedList } from "../seed-list.ts";
import type { VariantSummary } from "../summary.ts";
import type { CollapsedWarning } from "../warning.ts";
import { verdictClause } from "./verdict-clause.ts";

/** Runs that end no better than a constant answer, where the others say otherwise. */
export function collapsed(
  { pair, amongLive }: Verdicts,
  sides: readonly VariantSummary[],
  question: Question,
): CollapsedWarning[] {
  if (amongLive === undefined || !takesBack(amongLive, pair, question)) return [];
  const variants = sides
    .filter((side) => side.collapsed.length > 0)
    .map(({ name, collapsed: seeds, runs }) => {
      return { variant: name, seeds, of: runs.filter(({ state }) => state === "done").length };
    });
  const each = variants.map(({ variant, seeds }) => `${variant} ${seedList(seeds)}`);
  const left =
    amongLive.n === 0
      ? "no live pair is left"
      : `of the ${countOf(amongLive.n, "live pair")} ${verdictClause(amongLive)}`;
  const text = `no better in training than a constant answer: ${each.join("; ")}; ${left}`;
  const seeds = [...new Set(variants.flatMap((variant) => variant.seeds))].sort((a, b) => a - b);
  const { verdict, n: pairs } = pair;
  const values = { verdict, amongLive: amongLive.verdict, livePairs: amongLive.n, pairs, variants };
  return [{ code: "collapsed", text, values, seeds }];
}
