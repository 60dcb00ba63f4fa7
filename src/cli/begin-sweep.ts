import { canonicalJson, type Json } from "../base/digest.ts";
import type { Plan } from "../plan/run.ts";
import { departureWarning } from "../report/verdict-words.ts";
import { departuresOf } from "../stats/claim.ts";
import { questionOf, type SummaryOptions, summarize } from "../stats/summarize.ts";
import { isAnotherClaim, recordClaim } from "../store/claims.ts";
import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import { type RecordedPlan, recordPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import type { KeptClaim } from "./claim-to-keep.ts";
import {
  type AskedOfPlan,
  firstLookOf,
  type LaidOut,
  plannedQuestion,
} from "./planned-question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";

/** A sweep that is recorded and whose question is fixed: what is left is to train it. */
export interface BegunSweep {
  readonly store: Store;
  /** as laid out, but on the seeds of the claim that it goes on with */
  readonly plan: Plan;
  readonly recorded: RecordedPlan;
  /** what is asked of it */
  readonly asked: SummaryOptions;
  /** whether its seeds end when decided */
  readonly isAdaptive: boolean;
  /** whether they ended before: nothing is left to train */
  readonly isDecided: boolean;
  /** that seeds end when decided, where this call does not say so; without a full stop */
  readonly note: string | undefined;
  /** gives the database back */
  close(): void;
}

export interface BeginOptions extends AskedOfPlan {
  readonly db: string;
  /** told, before it is recorded, how the question departs from what was claimed */
  readonly warn: (text: string) => void;
}

/**
 * Records a plan and fixes its question before anything is trained. The database is this process's
 * to write until it is closed. A sweep that is begun again without a new question keeps the one
 * that was claimed.
 *
 * @throws SweepError USAGE where seeds are to end when decided, but nothing could be decided;
 *   STORE_WRITE where another writes to the database, STORE_DAMAGED
 */
export function beginSweep(laidOut: LaidOut, options: BeginOptions): BegunSweep {
  firstLookOf(laidOut, options); // before there is a database
  const store = openStore(options.db, "write");
  let unlock: (() => void) | undefined;
  const close = () => {
    unlock?.();
    store.close();
  };
  try {
    unlock = lockStore(options.db);
    const { plan, asked, isAdaptive, kept } = plannedQuestion(laidOut, options, store);
    const recorded = recordPlan(store, plan, new Date().toISOString());
    if (!kept) claim(store, plan, asked, options.warn);
    const mayEnd = isAdaptive && recorded.toTrain.length > 0;
    const isDecided = mayEnd && isAnswered(store, plan, asked);
    const note = mayEnd && (kept || isDecided) ? endOf(plan, kept) : undefined;
    return { store, plan, recorded, asked, isAdaptive, isDecided, note, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What departs from an earlier claim is told before it is on record. */
function claim(store: Store, plan: Plan, asked: SummaryOptions, warn: BeginOptions["warn"]): void {
  const { record, runs } = readRecordedSweep(store, plan.sweep);
  const question = questionOf(runs, asked);
  const made = {
    question: canonicalJson(question as unknown as Json),
    seeds: plan.seeds,
    definitions: plan.variants.map(({ id }) => id),
    madeAt: new Date().toISOString(),
  };
  if (runs.history !== null && isAnotherClaim(store, record.id, made)) {
    const departures = departuresOf(runs.history, { question, seeds: plan.seeds });
    if (departures.length > 0) warn(departureWarning(runs.history.claim, departures));
  }
  recordClaim(store, record.id, made);
}

function isAnswered(store: Store, { sweep }: Plan, asked: SummaryOptions): boolean {
  const { comparisons } = summarize(readRecordedSweep(store, sweep).runs, asked);
  return comparisons.length > 0 && comparisons.every(({ verdict }) => verdict !== "undecided");
}

function endOf({ seeds }: Plan, kept: KeptClaim | undefined): string {
  const claimed = kept ? `, as claimed on ${kept.madeAt.slice(0, "2025-01-01".length)}` : "";
  return `seeds end when decided${claimed}; --no-until-decided trains all ${seeds.length}`;
}
