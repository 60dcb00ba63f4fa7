import { SweepError } from "../base/error.ts";
import { pairSummary } from "./pair-summary.ts";
import { seedList } from "./seed-list.ts";
import type { SummaryOptions, SweepRuns } from "./summarize.ts";
import type { Summary } from "./summary.ts";

/** A claim made on some seeds, and the same question put to fresh ones alone; never pooled. */
export interface Confirmation {
  readonly claimSeeds: readonly number[];
  readonly freshSeeds: readonly number[];
  readonly claim: Summary;
  readonly confirmation: Summary;
  /** whether the fresh seeds say what the claim says; null: the claim says nothing to confirm */
  readonly isConfirmed: boolean | null;
}

/**
 * Tests a claim on seeds that had no part in it. The fresh seeds are one fixed design, whatever the
 * mode of the claim.
 *
 * @param freshSeeds all others that both variants have recorded are those of the claim
 * @throws SweepError USAGE if a variant's name is unknown, fresh seeds are not trained, or none is
 *   left for the claim
 */
export function confirm(
  sweep: SweepRuns,
  options: SummaryOptions,
  pair: { candidate: string; baseline: string },
  freshSeeds: readonly number[],
): Confirmation {
  const fresh = new Set(freshSeeds);
  const ended = endedSeeds(sweep, pair);
  const missing = freshSeeds.filter((seed) => !ended.includes(seed));
  if (missing.length > 0) {
    const hint = "train them first: `sweep run CONFIG --seeds` with these seeds as well";
    const got = `${seedList(missing)} not trained`;
    throw new SweepError("USAGE", `--confirm: must be seeds that both have done, got ${got}`, hint);
  }
  const claimSeeds = ended.filter((seed) => !fresh.has(seed));
  if (claimSeeds.length === 0) {
    const rule = "must leave seeds on which the claim was made";
    throw new SweepError("USAGE", `--confirm: ${rule}, got all of them`);
  }
  const claim = pairSummary(onSeeds(sweep, new Set(claimSeeds)), options, pair);
  const anew = { ...options, mode: "fixed", looks: undefined } as const;
  const confirmation = pairSummary({ ...onSeeds(sweep, fresh), history: null }, anew, pair);
  return { claimSeeds, freshSeeds, claim, confirmation, isConfirmed: agree(claim, confirmation) };
}

function endedSeeds(
  { variants }: SweepRuns,
  { candidate, baseline }: { candidate: string; baseline: string },
): number[] {
  const endedOf = (name: string) => {
    const runs = variants.find((variant) => variant.name === name)?.runs ?? [];
    const ended = runs.filter(({ state }) => state === "done" || state === "diverged");
    return new Set(ended.map(({ seed }) => seed));
  };
  const theirs = endedOf(baseline);
  return [...endedOf(candidate)].filter((seed) => theirs.has(seed)).sort((a, b) => a - b);
}

function onSeeds(sweep: SweepRuns, seeds: ReadonlySet<number>): SweepRuns {
  const variants = sweep.variants.map((variant) => {
    return { ...variant, runs: variant.runs.filter(({ seed }) => seeds.has(seed)) };
  });
  return { ...sweep, variants };
}

function agree(claim: Summary, confirmation: Summary): boolean | null {
  const claimed = claim.comparisons[0]!.verdict;
  if (claimed === "undecided" || claimed === "invalid") return null;
  return claimed === confirmation.comparisons[0]!.verdict;
}
