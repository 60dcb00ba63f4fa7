import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { reversed } from "./reversed.ts";
import { type SummaryOptions, type SweepRuns, summarize } from "./summarize.ts";
import type { Summary } from "./summary.ts";

/**
 * A summary with one comparison, `candidate` against `baseline`. Where the sweep's question
 * compares the two anyway it is that comparison, its correction for the others included, so that
 * no pair looks better for being picked out; else all pairs are compared and this one is shown.
 *
 * @throws SweepError USAGE if a name is no variant's, or both are the same
 */
export function pairSummary(
  sweep: SweepRuns,
  options: SummaryOptions,
  { candidate, baseline }: { candidate: string; baseline: string },
): Summary {
  checkNames(sweep, candidate, baseline);
  const summary = withPair(sweep, options, candidate, baseline);
  const isPair = (a: string, b: string) =>
    (a === candidate && b === baseline) || (a === baseline && b === candidate);
  const found = summary.comparisons.find((pair) => isPair(pair.candidate, pair.baseline))!;
  const shown = found.candidate === candidate ? found : reversed(found);
  const isShown = ({ name }: { readonly name: string }) => name === candidate || name === baseline;
  return {
    ...summary,
    variants: summary.variants.filter(isShown),
    comparisons: [shown],
    failures: summary.failures.filter(({ variant }) => isShown({ name: variant })),
    variance: [],
  };
}

function withPair(
  sweep: SweepRuns,
  options: SummaryOptions,
  candidate: string,
  baseline: string,
): Summary {
  const summary = summarize(sweep, options, true);
  const isThere = summary.comparisons.some(
    (pair) =>
      [candidate, baseline].includes(pair.candidate) &&
      [candidate, baseline].includes(pair.baseline),
  );
  return isThere ? summary : summarize(sweep, { ...options, pairs: "all" }, true);
}

function checkNames({ variants, sweep }: SweepRuns, a: string, b: string): void {
  const names = variants.map(({ name }) => name);
  for (const name of [a, b]) {
    if (names.includes(name)) continue;
    const meant = closestWord(name, names);
    const hint = `${meant ? `did you mean "${meant}"? ` : ""}variants: ${names.join(", ")}`;
    throw new SweepError("USAGE", `${sweep}: must be one of its variants, got "${name}"`, hint);
  }
  if (a !== b) return;
  const hint = "`sweep aa` compares a variant with itself";
  throw new SweepError("USAGE", `${sweep}: two variants can be compared, got "${a}" twice`, hint);
}
