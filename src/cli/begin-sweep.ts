import { canonicalJson, type Json } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import type { Plan } from "../plan/run.ts";
import { questionOf, type SummaryOptions, type SweepRuns } from "../stats/summarize.ts";
import { recordClaim } from "../store/claims.ts";
import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import { type RecordedPlan, recordPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { optionsOfConfig } from "./question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";

/** A sweep that is recorded and whose question is fixed: what is left is to train it. */
export interface BegunSweep {
  readonly store: Store;
  readonly recorded: RecordedPlan;
  /** what is asked of it */
  readonly asked: SummaryOptions;
  /** whether its seeds end when decided */
  readonly isAdaptive: boolean;
  /** gives the database back */
  close(): void;
}

/**
 * Records a plan and fixes its question before anything is trained. The database is this process's
 * to write until it is closed.
 *
 * @throws SweepError USAGE where seeds are to end when decided, but nothing could be decided;
 *   STORE_WRITE where another writes to the database, STORE_DAMAGED
 */
export function beginSweep(
  { config, plan }: { readonly config: Config; readonly plan: Plan },
  { db, untilDecided }: { readonly db: string; readonly untilDecided: boolean },
): BegunSweep {
  const firstLook = firstLookOf(config, plan, untilDecided);
  const store = openStore(db, "write");
  let unlock: (() => void) | undefined;
  const close = () => {
    unlock?.();
    store.close();
  };
  try {
    unlock = lockStore(db);
    const recorded = recordPlan(store, plan, new Date().toISOString());
    const { record, runs } = readRecordedSweep(store, plan.sweep);
    const asked = onClaimedScale(optionsOfConfig(config, plan.seeds, firstLook), config, runs);
    recordClaim(store, record.id, {
      question: canonicalJson(questionOf(runs, asked) as unknown as Json),
      seeds: plan.seeds,
      definitions: plan.variants.map(({ id }) => id),
      madeAt: new Date().toISOString(),
    });
    return { store, recorded, asked, isAdaptive: firstLook !== undefined, close };
  } catch (error) {
    close();
    throw error;
  }
}

function firstLookOf(config: Config, plan: Plan, untilDecided: boolean): number | undefined {
  if (!untilDecided && config.firstLook === undefined) return undefined;
  const refuse = (rule: string, got: string) => {
    throw new SweepError("USAGE", `--until-decided: ${rule}, got ${got}`);
  };
  if (config.compare.mode === "fixed") refuse("needs compare.mode budget or open-ended", "fixed");
  if (plan.variants.length < 2) refuse("needs two variants to compare", "1");
  if (plan.seeds.length < 3) refuse("needs at least 3 seeds", `${plan.seeds.length}`);
  return Math.min(config.firstLook ?? FIRST_LOOK, plan.seeds.length);
}

const FIRST_LOOK = 5;

/** A claim from before ratios were the default stays one of differences. */
function onClaimedScale(
  asked: SummaryOptions,
  { compare }: Config,
  { history }: SweepRuns,
): SummaryOptions {
  const claimed = (history?.laterClaims.at(-1) ?? history?.claim)?.question;
  const isOlder = claimed?.scale === "linear" && claimed.metric === asked.metric;
  return compare.scale === undefined && isOlder ? { ...asked, scale: "linear" } : asked;
}
