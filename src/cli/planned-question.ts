import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import { withSeeds } from "../plan/make-plan.ts";
import type { Plan } from "../plan/run.ts";
import type { SummaryOptions } from "../stats/summarize.ts";
import type { Store } from "../store/store.ts";
import { claimToKeep, type KeptClaim, latestClaim, olderScale } from "./claim-to-keep.ts";
import { optionsOfConfig, optionsOfQuestion } from "./question.ts";

/** A config that is laid out. */
export interface LaidOut {
  readonly config: Config;
  readonly plan: Plan;
}

/** What the command line asks beside the config. */
export interface AskedOfPlan {
  /** in place of the config's */
  readonly seeds?: string | readonly number[] | undefined;
  /** false: train all seeds, whatever is decided; undefined: as the config or the claim has it */
  readonly untilDecided?: boolean | undefined;
}

/** What a plan is to answer. */
export interface PlannedQuestion {
  /** as laid out, but on the seeds of the claim that it goes on with */
  readonly plan: Plan;
  readonly asked: SummaryOptions;
  /** whether its seeds end when decided */
  readonly isAdaptive: boolean;
  /** the claim that it goes on with */
  readonly kept: KeptClaim | undefined;
}

/**
 * Which question a plan is to answer: that of a claim, where nothing else is asked, or its own.
 *
 * @param store undefined: there is no database yet
 * @throws SweepError USAGE as `firstLookOf`
 */
export function plannedQuestion(
  { config, plan }: LaidOut,
  options: AskedOfPlan,
  store: Store | undefined,
): PlannedQuestion {
  const firstLook = firstLookOf({ config, plan }, options);
  const kept = store && claimToKeep(store, { config, plan }, options);
  const own = optionsOfConfig(config, plan.seeds, firstLook);
  const claimed = store && latestClaim(store, plan);
  const scale = config.compare.scale ?? olderScale(claimed, own.metric) ?? own.scale;
  const asked = { ...own, scale };
  // A claim has its looks from the config where that has a mode, else from the command line.
  const endsWhenDecided =
    firstLook !== undefined || (kept !== undefined && config.compare.mode === undefined);
  return {
    plan: kept ? withSeeds(plan, kept.seeds) : plan,
    asked: kept ? optionsOfQuestion(kept.question) : asked,
    isAdaptive: options.untilDecided !== false && endsWhenDecided,
    kept,
  };
}

/**
 * The number of pairs at the first look, where the config or the command line has seeds end when
 * decided.
 *
 * @throws SweepError USAGE where nothing could be decided
 */
export function firstLookOf(
  { config, plan }: LaidOut,
  { untilDecided }: AskedOfPlan,
): number | undefined {
  if (!(untilDecided ?? config.firstLook !== undefined)) return undefined;
  const refuse = (rule: string, got: string) => {
    throw new SweepError("USAGE", `--until-decided: ${rule}, got ${got}`);
  };
  if (config.compare.mode === "fixed") refuse("needs compare.mode budget or open-ended", "fixed");
  if (plan.variants.length < 2) refuse("needs two variants to compare", "1");
  if (plan.seeds.length < 3) refuse("needs at least 3 seeds", `${plan.seeds.length}`);
  return Math.min(config.firstLook ?? FIRST_LOOK, plan.seeds.length);
}

const FIRST_LOOK = 5;
